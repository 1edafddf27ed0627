import type { DataSet } from './element';

/** Rows of an overlay plane, in the even groups from 6000 on (PS3.3 C.9.2). */
const overlayRows = /^x60[01][02468ace]0010$/;

/** A remark on overlay planes, which are not shown; none where there are none. */
export function overlayRemarks(dataSet: DataSet): readonly string[] {
  const count = Object.keys(dataSet.elements).filter((tag) => overlayRows.test(tag)).length;
  if (count === 0) return [];
  return [
    `The file has ${count === 1 ? 'an overlay plane, which is' : `${count} overlay planes, which are`} not shown.`,
  ];
}
