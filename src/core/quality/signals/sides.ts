import { rectHeight, rectWidth } from '../../geometry/rect';
import { t } from '../../text/message';
import type { Signal } from '../signal';

/** Distance from a side that still counts as touching it: pixels, and share of the box. */
const near = { pixels: 2, share: 0.05 };

const touched = [
  t`touches no side of its box`,
  t`touches only one side of its box`,
  t`touches only two sides of its box`,
  t`touches only three sides of its box`,
];

/** Share of the sides of the prompt's box that the mask comes close to. */
export const sides: Signal = {
  measure: ({ prompt: { box }, closeUp: { bounds } }) => {
    if (box === undefined) return undefined;
    const across = Math.max(near.pixels, near.share * rectWidth(box));
    const down = Math.max(near.pixels, near.share * rectHeight(box));
    const gaps = [
      [bounds.x0 - box.x0, across],
      [box.x1 - bounds.x1, across],
      [bounds.y0 - box.y0, down],
      [box.y1 - bounds.y1, down],
    ] as const;
    return gaps.filter(([gap, most]) => Math.abs(gap) <= most).length / 4;
  },
  flag: 0.6,
  reason: (value) => touched[value * 4] ?? t`touches all sides of its box`,
};
