import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isInShard, parseShard, shardName, shardOf, shardsOf, shardText } from '../../../src/core/bulk/shard';

const counts = fc.integer({ min: 1, max: 1000 });

describe('a shard', () => {
  it.each(['1/1', '3/7', ' 12/100 ', '100000/100000'])('is read from %j', (text) => {
    expect(shardText(parseShard(text)!)).toBe(text.trim());
  });

  it.each(['', '3', '0/7', '8/7', '-1/7', '1/0', '1.5/7', '3/7/9', '1/1000000', 'a/b', '٣/7'])(
    'is not read from %j',
    (text) => {
      expect(parseShard(text)).toBeUndefined();
    },
  );

  it('has a name that sorts as shards do', () => {
    const names = shardsOf(120).map(shardName);
    expect(names.toSorted()).toEqual(names);
    expect(names[6]).toBe('007-of-120');
  });

  it('shares no image with another, and none is left out', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), counts, (image, count) => {
        const owners = shardsOf(count).filter((shard) => isInShard(image, shard));
        expect(owners).toEqual([{ index: shardOf(image, count), count }]);
      }),
    );
  });

  it('is the same on every machine: it never changes between versions', () => {
    const images = ['a.png', 'ct/017.dcm', 'Größe/ä.png', '影像/一.dcm', '😀.png', ''];
    expect(images.map((image) => shardOf(image, 7))).toEqual([4, 3, 2, 7, 1, 5]);
  });

  it('does not mind how a file server composes letters', () => {
    expect(shardOf('Größe/é.png'.normalize('NFD'), 1000)).toBe(shardOf('Größe/é.png'.normalize('NFC'), 1000));
  });

  it('gets about as many images as the others, whatever their names have in common', () => {
    for (const name of [
      (i: number) => `IM${String(i).padStart(6, '0')}`,
      (i: number) => `patient ${i % 50}/study/slice ${Math.floor(i / 50)}.dcm`,
    ]) {
      for (const count of [2, 7, 64]) {
        const sizes = new Array<number>(count).fill(0);
        for (let i = 0; i < 64_000; i++) sizes[shardOf(name(i), count) - 1]!++;
        // Six standard deviations of a fair draw.
        const fair = 64_000 / count;
        for (const size of sizes) expect(Math.abs(size - fair)).toBeLessThan(6 * Math.sqrt(fair));
      }
    }
  });
});
