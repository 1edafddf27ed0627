import { expect, test } from 'vitest';
import type { ViewSlice } from '../../../src/core/protocol/hostApi';
import { SliceSource } from '../../../webview/store/sliceSource';

const mebibyte = 2 ** 20;

function source() {
  const read: number[] = [];
  const slices = new SliceSource(({ index }: { index: number; volume: number }) => {
    read.push(index);
    const data = new Uint8Array(20 * mebibyte);
    const slice: ViewSlice = {
      width: 20,
      height: mebibyte,
      channels: 1,
      data,
      slope: 1,
      intercept: 0,
      invert: false,
      windows: [],
      window: null,
    };
    return index < 0 ? Promise.reject(new Error('no such slice')) : Promise.resolve(slice);
  });
  return { get: (index: number, volume = 0) => slices.get({ index, volume }), read };
}

test('keeps what was used last within its budget', async () => {
  const { get, read } = source();
  for (const index of [0, 1, 2, 0, 3]) await get(index);
  expect(read).toEqual([0, 1, 2, 3]);
  await get(0);
  await get(1);
  expect(read).toEqual([0, 1, 2, 3, 1]);
});

test('asks once for a slice that is on its way', async () => {
  const { get, read } = source();
  await Promise.all([get(4), get(4)]);
  expect(read).toEqual([4]);
});

test('slices of other volumes are others', async () => {
  const { get, read } = source();
  await Promise.all([get(4), get(4, 1)]);
  expect(read).toEqual([4, 4]);
});

test('a failure is not kept', async () => {
  const { get, read } = source();
  await expect(get(-1)).rejects.toThrow('no such slice');
  await expect(get(-1)).rejects.toThrow('no such slice');
  expect(read).toEqual([-1, -1]);
});
