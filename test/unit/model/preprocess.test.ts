import { describe, expect, it } from 'vitest';
import type { ModelCard } from '../../../src/core/model/card';
import { preprocess } from '../../../src/core/model/preprocess';
import { ImageTransform } from '../../../src/core/model/transform';

const normalisation: ModelCard['preprocess'] = { mean: [10, 20, 30], std: [1, 2, 4] };

describe('preprocess', () => {
  it('normalises each channel and pads with zeros to the right and below', () => {
    const image = { width: 2, height: 1, channels: 3, data: Uint8Array.of(10, 20, 30, 13, 26, 42) } as const;
    const pixels = preprocess(image, new ImageTransform(image, 2), normalisation);
    expect([...pixels]).toEqual([0, 3, 0, 0, 0, 3, 0, 0, 0, 3, 0, 0]);
  });

  it('treats grey as three equal channels', () => {
    const grey = { width: 3, height: 5, channels: 1, data: Uint8Array.from({ length: 15 }, (_, i) => 17 * i) } as const;
    const rgb = {
      ...grey,
      channels: 3,
      data: Uint8Array.from({ length: 45 }, (_, i) => 17 * Math.floor(i / 3)),
    } as const;
    const transform = new ImageTransform(grey, 32);
    expect(preprocess(grey, transform, normalisation)).toEqual(preprocess(rgb, transform, normalisation));
  });

  it('sees only the region', () => {
    const image = { width: 4, height: 4, channels: 1, data: new Uint8Array(16).fill(200) } as const;
    image.data[5] = 10;
    const transform = new ImageTransform(image, 1, { x0: 1, y0: 1, x1: 2, y1: 2 });
    expect([...preprocess(image, transform, normalisation)]).toEqual([0, -5, -5]);
  });
});
