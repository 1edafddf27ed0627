import type { Text } from '../../../text/message';
import type { Links } from './links';

/** The page that a report is made for. */
export interface ReportPage {
  /** Gives a text in the language of the page. */
  readonly say: (text: Text) => string;
  readonly links?: Links;
}
