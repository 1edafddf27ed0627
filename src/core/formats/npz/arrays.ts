import { unzipSync, type UnzipFileInfo } from 'fflate';
import { UserError } from '../../base/error';
import { t } from '../../text/message';
import { damaged, parsing } from '../failures';
import { checkRatio } from '../inflate';
import { checkVolumeEnd } from '../limits';
import { readHeader } from '../npy/header';
import { sniff } from '../npy/sniff';

/** An array of an archive, by its name without the ending. */
export interface StoredArray {
  readonly name: string;
  /** As a `.npy` file. */
  readonly file: Uint8Array;
  readonly shape: readonly number[];
}

/** The shape of an array of numbers; empty for texts and objects. */
function shapeOf(file: Uint8Array): readonly number[] {
  try {
    return readHeader(file).shape;
  } catch (error) {
    if (error instanceof UserError && error.code === 'unsupported-encoding') return [];
    throw error;
  }
}

/**
 * The arrays that may be images, those of two and more dimensions, in the order of the archive.
 * @throws UserError `damaged`, `too-large`, `unsupported-encoding`
 */
export function arraysIn(archive: Uint8Array): StoredArray[] {
  let announced = 0;
  const filter = ({ name, size, originalSize }: UnzipFileInfo): boolean => {
    if (!name.endsWith('.npy')) return false;
    announced += originalSize;
    checkVolumeEnd(announced);
    checkRatio(originalSize, size);
    return true;
  };
  const members = parsing(t`The NumPy archive`, () => unzipSync(archive, { filter }));
  return Object.entries(members).flatMap(([name, file]): StoredArray[] => {
    if (!sniff(file)) throw damaged(t`${name} in the NumPy archive is not an array.`);
    const shape = shapeOf(file);
    const isImage = shape.filter((size) => size > 1).length >= 2;
    return isImage ? [{ name: name.slice(0, -'.npy'.length), file, shape }] : [];
  });
}
