import * as v from 'valibot';

/** Index into the places of a report. */
export const placeIndexSchema = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What the host does for the page of a report. Arguments come from a sandboxed page and are checked. */
export interface ReportHostApi {
  /** Opens the image or file of a place. @throws UserError when there is no such place, or it does not open */
  openPlace(index: number): Promise<void>;
}
