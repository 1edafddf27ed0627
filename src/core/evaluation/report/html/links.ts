import { t } from '../../../text/message';
import type { Case } from '../../case';
import { figure } from '../tables';
import { escaped } from './markup';
import type { Links, ReportPage } from './page';

/** Name of the attribute that identifies the case of an element, as an index into the evaluation's cases. */
export const caseAttribute = 'data-case';

/** Links for a report whose page opens cases. */
export function linksTo(cases: readonly Case[], say: ReportPage['say']): Links {
  const places = new Map(cases.map((each, i) => [each, i]));
  return (each) => {
    const name = escaped(say(t`Open ${each.set}: ${each.mask}, Dice ${figure(each.score.dice, 2)}`));
    return `${caseAttribute}="${places.get(each) ?? -1}" role="link" aria-label="${name}"`;
  };
}
