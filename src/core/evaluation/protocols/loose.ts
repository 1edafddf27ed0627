import { rectHeight, rectWidth } from '../../geometry/rect';
import { uniform } from '../../statistics/random';
import { t } from '../../text/message';
import type { SliceProtocol } from '../protocol';

const scales = [0.9, 1.3] as const;
/** In pixels along each axis; in small objects a quarter of the side, since users do not miss those by their own size. */
const maxShift = 10;

/** A box as a user draws it: scaled and shifted at random. */
export const loose: SliceProtocol = {
  name: 'loose',
  title: t`Loose box`,
  description: t`The exact box, scaled by 0.9 to 1.3 and shifted along each axis by up to 10 pixels, at most a quarter of its side; uniform and seeded.`,
  open: ({ object: { bounds }, random }) => {
    const scale = uniform(random, ...scales);
    const [width, height] = [rectWidth(bounds), rectHeight(bounds)];
    const shift = (side: number): number => uniform(random, -1, 1) * Math.min(maxShift, side / 4);
    const [dx, dy] = [shift(width), shift(height)];
    const cx = (bounds.x0 + bounds.x1) / 2 + dx;
    const cy = (bounds.y0 + bounds.y1) / 2 + dy;
    const [rx, ry] = [(width * scale) / 2, (height * scale) / 2];
    return {
      prompt: { box: { x0: cx - rx, y0: cy - ry, x1: cx + rx, y1: cy + ry }, points: [] },
      looseness: { scale, shift: Math.hypot(dx, dy) },
    };
  },
};
