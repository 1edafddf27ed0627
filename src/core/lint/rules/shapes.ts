import { t } from '../../text/message';
import type { ImageFacts } from '../facts';
import { problem, type Problem } from '../problem';
import { usualCount } from '../spread';
import { byLabel } from './byLabel';

/** Masks that have more parts, or more holes, than those of their label usually have. */
export function shapes(images: readonly ImageFacts[]): Problem[] {
  return byLabel(images).flatMap((group) => {
    const mostParts = usualCount(group.map(({ facts }) => facts.parts));
    const mostHoles = usualCount(group.map(({ facts }) => facts.holes));
    return group.flatMap(({ image: { path }, facts: { label, parts, holes } }) => [
      ...(parts > mostParts
        ? [
            problem(
              path,
              'islands',
              t`“${label}” has more separate parts than usual: ${parts} instead of at most ${mostParts}.`,
            ),
          ]
        : []),
      ...(holes > mostHoles
        ? [problem(path, 'holes', t`“${label}” has more holes than usual: ${holes} instead of at most ${mostHoles}.`)]
        : []),
    ]);
  });
}
