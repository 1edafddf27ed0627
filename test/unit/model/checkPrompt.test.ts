import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkModelPrompt, checkPrompt } from '../../../src/core/model/checkPrompt';
import { toModelPrompt, type ModelPrompt } from '../../../src/core/model/modelPrompt';
import { ImageTransform } from '../../../src/core/model/transform';
import type { Prompt } from '../../../src/core/prompt/prompt';

const image = { width: 40, height: 20 };
const box = { x0: 4, y0: 6, x1: 14, y1: 16 };
const click = { x: 3.5, y: 2.5, positive: true };

describe('checkPrompt', () => {
  it.each<[string, Prompt, RegExp]>([
    ['nothing', { points: [] }, /neither a box nor a positive point/],
    ['negative points alone', { points: [{ ...click, positive: false }] }, /neither a box nor a positive point/],
    ['an empty box', { points: [], box: { ...box, x1: 4 } }, /4,6,4,16 is empty.*x1 > x0/],
    ['a box the wrong way round', { points: [], box: { x0: 14, y0: 6, x1: 4, y1: 16 } }, /is empty/],
    ['a box that is no number', { points: [], box: { ...box, y1: NaN } }, /is empty/],
    ['an endless box', { points: [], box: { ...box, y1: Infinity } }, /is empty/],
    ['a box outside', { points: [], box: { x0: 40, y0: 0, x1: 50, y1: 20 } }, /outside the image.*40 × 20/],
    ['a point outside', { points: [{ ...click, x: 40 }] }, /point 40,2.5 lies outside.*40 × 20/],
    ['a point that is no number', { points: [{ ...click, y: NaN }], box }, /lies outside/],
    ['an endless point', { points: [{ ...click, x: Infinity }], box }, /lies outside/],
    ['more points than anybody sets', { points: Array<typeof click>(257).fill(click) }, /257 points.*at most 256/],
  ])('refuses %s', (_, prompt, message) => {
    expect(() => checkPrompt(prompt, image)).toThrow(message);
  });

  it('cuts a box to the image', () => {
    const reaching = { points: [], box: { x0: -5, y0: 6, x1: 14, y1: 90 } };
    expect(checkPrompt(reaching, image)).toEqual({ points: [], box: { x0: 0, y0: 6, x1: 14, y1: 20 } });
  });

  it('leaves a good prompt alone', () => {
    const prompt = { points: [click, { ...click, positive: false }], box };
    expect(checkPrompt(prompt, image)).toEqual(prompt);
  });

  it('lets a mask take the place of a box', () => {
    const away = { points: [{ ...click, positive: false }] };
    expect(checkPrompt(away, image, true)).toEqual(away);
  });
});

describe('checkModelPrompt', () => {
  const transform = new ImageTransform(image, 80, { x0: 10, y0: 0, x1: 30, y1: 20 });
  const point = { x: 40, y: 40, positive: true };
  const inside = { x0: 8, y0: 8, x1: 16, y1: 16 };
  const logits = (value: number): Float32Array => new Float32Array(4).fill(value);

  it.each<[string, ModelPrompt, RegExp]>([
    ['a point that is no number', { points: [{ ...point, x: NaN }] }, /lies outside the region/],
    ['an endless point', { points: [{ ...point, y: -Infinity }] }, /lies outside the region/],
    ['a point outside', { points: [{ ...point, x: 81 }] }, /lies outside the region.*10,0,30,20/],
    ['too many points', { points: Array<typeof point>(257).fill(point) }, /257 points/],
    ['a box that is no number', { points: [], box: { ...inside, x0: NaN } }, /is empty/],
    ['a box the wrong way round', { points: [], box: { ...inside, x1: 2 } }, /is empty/],
    ['a box outside', { points: [], box: { x0: 80, y0: 0, x1: 90, y1: 10 } }, /outside the region/],
    ['a box that would overflow', { points: [], box: { ...inside, x1: 3e38 } }, /outside the region/],
    ['logits of another size', { points: [], previousLogits: new Float32Array(5) }, /5 previous logits.*2 × 2/],
    ['logits that are no numbers', { points: [point], previousLogits: logits(NaN) }, /not finite/],
    ['endless logits', { points: [], box: inside, previousLogits: logits(-Infinity) }, /not finite/],
  ])('refuses %s', (_, prompt, message) => {
    expect(() => {
      checkModelPrompt(prompt, transform, 2);
    }).toThrow(message);
    expect(() => {
      checkModelPrompt(prompt, transform, 2);
    }).toThrow(expect.objectContaining({ code: 'bad-prompt' }));
  });

  it.each<[string, ModelPrompt]>([
    ['nothing', { points: [] }],
    ['a mask alone', { points: [], previousLogits: logits(1) }],
    ['points, a box and a mask', { points: [point], box: inside, previousLogits: logits(-1) }],
    ['a box over the border', { points: [], box: { x0: -3, y0: -3, x1: 90, y1: 90 } }],
  ])('takes %s', (_, prompt) => {
    expect(() => {
      checkModelPrompt(prompt, transform, 2);
    }).not.toThrow();
  });

  it('takes whatever lies in the image', () => {
    const coordinate = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(coordinate, coordinate, (a, b) => {
        const points = [{ x: 10 + a * 20, y: b * 20, positive: true }];
        checkModelPrompt(toModelPrompt({ points }, transform), transform, 2);
      }),
    );
  });
});
