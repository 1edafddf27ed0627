import { t, type Message } from '../../text/message';
import type { DataSet } from './element';

/** Rows of an overlay plane, in the even groups from 6000 on (PS3.3 C.9.2). */
const overlayRows = /^x60[01][02468ace]0010$/;

/** A remark on overlay planes, which are not shown; none where there are none. */
export function overlayRemarks(dataSet: DataSet): readonly Message[] {
  const count = Object.keys(dataSet.elements).filter((tag) => overlayRows.test(tag)).length;
  if (count === 0) return [];
  return [
    count === 1
      ? t`The file has an overlay plane, which is not shown.`
      : t`The file has ${count} overlay planes, which are not shown.`,
  ];
}
