import { bytesSource, wholeOf, type ByteSource } from '../../base/byteSource';
import type { MedicalImage } from '../../image/medicalImage';
import { t, type Message } from '../../text/message';
import { unsupportedEncoding } from '../failures';
import { read as readArray } from '../npy/read';
import { arraysIn, type StoredArray } from './arrays';
import { arrayText, chooseArray, type ChosenArray } from './chooseArray';

/**
 * Reads an array of a NumPy archive, see {@link chooseArray}, as its `.npy` file is read. A remark names the others.
 * @param asked name of the array
 * @throws UserError `damaged`, `unsupported-encoding`, `too-large`; `bad-input` with a question where it is open which array is meant
 */
export async function read(content: ByteSource, asked?: string): Promise<MedicalImage> {
  const arrays = arraysIn(await wholeOf(content));
  if (arrays.length === 0) {
    throw unsupportedEncoding(t`The NumPy archive contains no array with two or more dimensions.`, t`Open an image.`);
  }
  const choice = chooseArray(arrays, asked);
  const { chosen } = choice;
  const image = await readArray(bytesSource(chosen.file));
  const { info } = image;
  const encoding = `${info.encoding}, array “${chosen.name}”`;
  const all = arrays.map(({ name, shape }) => ({ name, shape }));
  return {
    ...image,
    info: {
      ...{ ...info, format: 'npz', encoding },
      ...(arrays.length === 1 ? {} : { arrays: { shown: chosen.name, all } }),
      ...remarksOn(choice, arrays),
    },
  };
}

function remarksOn(
  { chosen, insteadOf }: ChosenArray,
  arrays: readonly StoredArray[],
): { remarks?: readonly Message[] } {
  const others = arrays.filter((array) => array !== chosen).map(arrayText);
  const remarks = [
    ...(insteadOf === undefined
      ? []
      : [t`The archive has no array “${insteadOf}”; its only one, “${chosen.name}”, is shown.`]),
    ...(others.length === 0
      ? []
      : [
          t`The archive contains several arrays; “${chosen.name}” is shown, but not ${others.join(', ')}. Choose another with “Show Another Array…”, or with --array on the command line.`,
        ]),
  ];
  return remarks.length === 0 ? {} : { remarks };
}
