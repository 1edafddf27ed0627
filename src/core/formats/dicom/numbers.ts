import { english, t, type Message } from '../../text/message';
import { damaged } from '../failures';
import { decimalOf, decimals, strings } from './dataSet';
import type { DataSet } from './element';

interface UsedNumber {
  readonly name: string;
  /** Without it, or with another, every value would be another one. */
  readonly decides?: true;
}

/** Numbers written as text that values, places and windows of an image depend on. */
const used: Readonly<Record<string, UsedNumber>> = {
  x00101030: { name: 'Patient’s Weight' },
  x00180050: { name: 'Slice Thickness' },
  x00180088: { name: 'Spacing Between Slices' },
  x00181074: { name: 'Radionuclide Total Dose' },
  x00181075: { name: 'Radionuclide Half Life' },
  x00181164: { name: 'Imager Pixel Spacing' },
  x00182010: { name: 'Nominal Scanned Pixel Spacing' },
  x00200032: { name: 'Image Position (Patient)' },
  x00200037: { name: 'Image Orientation (Patient)' },
  x00280030: { name: 'Pixel Spacing' },
  x00281050: { name: 'Window Center' },
  x00281051: { name: 'Window Width' },
  x00281052: { name: 'Rescale Intercept', decides: true },
  x00281053: { name: 'Rescale Slope', decides: true },
  x3004000c: { name: 'Grid Frame Offset Vector' },
  x3004000e: { name: 'Dose Grid Scaling', decides: true },
};

const slope = 'x00281053';

/**
 * Looks for numbers that are not written as the standard has them, in all sequences too.
 * @returns what was made of them, a sentence each
 * @throws UserError `damaged` for one that cannot be read and that all values depend on
 */
export function numberRemarks(dataSet: DataSet): readonly Message[] {
  const remarks = new Map<string, Message>();
  const add = (remark: Message): void => void remarks.set(english(remark), remark);
  for (const [tag, { vr, items }] of Object.entries(dataSet.elements)) {
    for (const item of items ?? []) for (const remark of numberRemarks(item.dataSet)) add(remark);
    const number = used[tag];
    if (number === undefined || (vr !== undefined && vr !== 'DS' && vr !== 'IS')) continue;
    const remark = remarkOn(dataSet, tag, number);
    if (remark !== undefined) add(remark);
  }
  return [...remarks.values()];
}

function remarkOn(dataSet: DataSet, tag: string, { name, decides }: UsedNumber): Message | undefined {
  const texts = strings(dataSet, tag).filter((text) => text !== '');
  const label = `${name} (${tag.slice(1, 5)},${tag.slice(5)})`;
  const wrong = texts.find((text) => Number.isNaN(decimalOf(text)));
  if (wrong !== undefined) {
    if (decides === true) throw damaged(t`${label} is “${wrong}”, which is not a number, but all values depend on it.`);
    return t`${label} is “${wrong}”, which is not a number, and is ignored.`;
  }
  const comma = texts.find((text) => text.includes(','));
  if (comma !== undefined) {
    return t`${label} is “${comma}”, with a comma instead of a decimal point; it is read as ${decimalOf(comma)}.`;
  }
  return tag === slope && decimals(dataSet, tag)[0] === 0 ? t`${label} is 0; it is read as 1.` : undefined;
}
