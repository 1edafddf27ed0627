import { decodeValue, encodingOf } from '../characterSet';
import { strings, type DataSet } from '../dataSet';
import type { WrittenDataSet } from './dataSet';

/**
 * Elements of a file as text in UTF-8, as it was written in; all of them are empty without a file.
 * @param wanted tag and VR of each
 * @param isRequired whether those that are absent are written empty (type 2)
 */
export function copied(
  dataSet: DataSet | undefined,
  wanted: readonly (readonly [tag: string, vr: string])[],
  isRequired: boolean,
): WrittenDataSet {
  return wanted.flatMap(([tag, vr]) => {
    const text = dataSet === undefined ? '' : textOf(dataSet, `x${tag}`);
    return text === '' && !isRequired ? [] : [[tag, vr, text] as const];
  });
}

/**
 * The text of an element; empty where it is absent.
 * @param terms Specific Character Set; that of the data set when left out, which of items is often the file's
 */
export function textOf(dataSet: DataSet, tag: string, terms = strings(dataSet, 'x00080005')): string {
  const element = dataSet.elements[tag];
  if (element === undefined) return '';
  const bytes = dataSet.bytes.subarray(element.dataOffset, element.dataOffset + element.length);
  const text = decodeValue(bytes, terms.length === 0 ? 'iso-8859-1' : encodingOf(terms));
  return text.replace(/[\0 ]+$/, '');
}
