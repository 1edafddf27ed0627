import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { largestComponent } from '../../../src/core/mask/components';
import { Mask } from '../../../src/core/mask/mask';
import { overlap, type Overlap } from '../../../src/core/metrics/overlap';
import { readNpy } from '../../support/npy';
import { golden } from '../../support/shared';

interface Recorded {
  readonly pairs: readonly Overlap[];
  readonly boxes: readonly {
    readonly name: string;
    readonly mask: string;
    readonly kwargs: Readonly<Record<string, unknown>>;
    readonly boxes_xyxy: readonly (readonly number[])[];
  }[];
}

const recorded = JSON.parse(readFileSync(path.join(golden, 'metrics/metrics.json'), 'utf8')) as Recorded;

/** The `index`-th mask of a stack in a `.npy` file of shape [n, 1, h, w] or [n, h, w]. */
function maskAt(file: string, index: number): Mask {
  const { shape, data } = readNpy(path.join(golden, file));
  const [height, width] = shape.slice(-2) as [number, number];
  const area = width * height;
  const values = Array.from(data.subarray(index * area, (index + 1) * area), Number);
  return new Mask(
    width,
    height,
    Uint8Array.from(values, (value) => (value > 0 ? 1 : 0)),
  );
}

describe('the published evaluation', () => {
  it.each(recorded.pairs.map((pair, index) => ({ ...pair, index })))('scores pair $index', ({ index, dice, iou }) => {
    const scored = overlap(maskAt('metrics/pred.npy', index), maskAt('metrics/gt.npy', index));
    expect(scored.dice).toBeCloseTo(dice, 6);
    expect(scored.iou).toBeCloseTo(iou, 6);
  });

  // One box without noise. `two_values` has touching objects of different values; ours are all of one value.
  const exact = recorded.boxes.filter(
    ({ name, kwargs, boxes_xyxy }) =>
      kwargs['max_pixel'] === 0 && kwargs['box_num'] === undefined && boxes_xyxy.length === 1 && name !== 'two_values',
  );
  it.each(exact)('takes the box of the largest component of $name', ({ mask, boxes_xyxy }) => {
    const { x0, y0, x1, y1 } = largestComponent(maskAt(mask, 0))!.bounds;
    expect([x0, y0, x1, y1]).toEqual(boxes_xyxy[0]);
  });
});
