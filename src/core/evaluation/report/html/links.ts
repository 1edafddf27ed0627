import { t } from '../../../text/message';
import type { Case } from '../../case';
import { figure } from '../tables';
import { escaped } from './markup';
import type { Links, ReportPage } from './page';

/** Name of the attribute that says what an element opens, as an index into the places of a report. */
export const placeAttribute = 'data-place';

/** Links for a report whose places are its cases. */
export function linksTo(cases: readonly Case[], say: ReportPage['say']): Links {
  const places = new Map(cases.map((each, i) => [each, i]));
  return (each) => {
    const name = escaped(say(t`Open ${each.set}: ${each.mask}, Dice ${figure(each.score.dice, 2)}`));
    return `${placeAttribute}="${places.get(each) ?? -1}" role="link" aria-label="${name}"`;
  };
}
