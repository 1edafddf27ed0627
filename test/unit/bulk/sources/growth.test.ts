import { afterEach, expect, it } from 'vitest';
import { CombinedSources, openSource } from '../../../../src/core/bulk/sources';
import type { SourceSpec } from '../../../../src/core/bulk/sources/spec';
import { imageAtHand, sourceFolder } from '../../../support/sourceFolder';

const csv: SourceSpec = { kind: 'csv', file: 'boxes.csv' };
const iterate = Object.getOwnPropertyDescriptor(Array.prototype, Symbol.iterator)!;

afterEach(() => {
  Object.defineProperty(Array.prototype, Symbol.iterator, iterate);
});

/** How many items of arrays are gone through, by loops and by copies, while something is done. */
async function itemsSeen(work: () => Promise<unknown>): Promise<number> {
  let seen = 0;
  const original = iterate.value as (this: unknown[]) => IterableIterator<unknown>;
  Object.defineProperty(Array.prototype, Symbol.iterator, {
    ...iterate,
    value: function* counted(this: unknown[]) {
      const items = original.call(this);
      for (let next = items.next(); next.done !== true; next = items.next()) {
        seen++;
        yield next.value;
      }
    },
  });
  try {
    await work();
  } finally {
    Object.defineProperty(Array.prototype, Symbol.iterator, iterate);
  }
  return seen;
}

/** So many boxes of one image. */
const folderWith = (boxes: number) => {
  const lines = Array.from({ length: boxes }, (_, at) => `a.png,${at / 100},1,${at / 100 + 5},6`);
  return sourceFolder({ 'a.png': '', 'boxes.csv': `image,x0,y0,x1,y1\n${lines.join('\n')}\n` });
};

it('reads boxes of one image in steps that grow as they do', async () => {
  const [some, twice] = [folderWith(2000), folderWith(4000)];
  const few = await itemsSeen(() => openSource(csv, some));
  const many = await itemsSeen(() => openSource(csv, twice));
  expect(few).toBeGreaterThan(2000);
  expect(many).toBeLessThan(2.1 * few);
});

it('drops boxes that are named twice in steps that grow as they do', async () => {
  const count = async (boxes: number): Promise<number> => {
    let looks = 0;
    const folder = folderWith(boxes);
    const sources = await CombinedSources.open([csv, csv], folder);
    const { file, ...image } = imageAtHand('a.png', { info: { width: 2 * boxes, height: 100, slices: 1 } });
    const stringify = JSON.stringify;
    JSON.stringify = ((...args: Parameters<typeof stringify>) => {
      looks++;
      return stringify(...args);
    }) as typeof stringify;
    try {
      expect(await sources.objectsIn([{ file, slice: 0, volume: 0, from: 0 }], image)).toHaveLength(boxes);
    } finally {
      JSON.stringify = stringify;
    }
    return looks;
  };
  expect(await count(1000)).toBe(2 * 1000);
  expect(await count(2000)).toBe(2 * 2000);
});
