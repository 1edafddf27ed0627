import type { Text } from '../../../text/message';
import type { Case } from '../../case';

/** Attributes of an element that opens a case; undefined in a report that opens nothing. */
export type Links = ((each: Case) => string) | undefined;

/** The page that a report is made for. */
export interface ReportPage {
  /** Gives a text in the language of the page. */
  readonly say: (text: Text) => string;
  readonly links?: Links;
  /** Whether rows and pictures of a report without cases open what they stand for, see `table.ts`. */
  readonly opens?: boolean;
}
