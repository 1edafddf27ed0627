import * as v from 'valibot';

/** Index into the cases of the evaluation that a page shows. */
export const caseIndexSchema = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What the host does for the page of a report. Arguments come from a sandboxed page and are checked. */
export interface ReportHostApi {
  /** Opens the image of a case. @throws UserError when there is no such case, or the image does not open */
  openCase(index: number): Promise<void>;
}
