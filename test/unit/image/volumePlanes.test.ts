import { describe, expect, test } from 'vitest';
import { neverCancelled } from '../../../src/core/base/cancellation';
import { UserError } from '../../../src/core/base/error';
import type { MedicalImage } from '../../../src/core/image/medicalImage';
import { VolumePlanes } from '../../../src/node/image/volumePlanes';
import { t } from '../../../src/core/text/message';

/** 4 × 3 voxels in 20 slices: the value is 5000 · volume + 100 · slice + 10 · row + column. */
function volume(): { image: MedicalImage; read: number[] } {
  const read: number[] = [];
  const [width, height, slices] = [4, 3, 20];
  const readSlice: MedicalImage['readSlice'] = (index, at = 0) => {
    read.push(index);
    const first = 5000 * at + 100 * index;
    const data = Int16Array.from({ length: 12 }, (_, i) => first + 10 * Math.floor(i / width) + (i % width));
    return Promise.resolve({ width, height, channels: 1, data, slope: 1, intercept: 0, invert: false, windows: [] });
  };
  const described = { format: 'npy', sampleType: 'int16', modality: '', unit: '', encoding: '', channels: 1 } as const;
  return { image: { info: { ...described, width, height, slices }, readSlice }, read };
}

const quiet = (): void => undefined;

describe('planes of a volume', () => {
  test('hold a line of every slice', async () => {
    const planes = new VolumePlanes(volume().image);
    const told: number[] = [];
    const row = await planes.read({ normal: 1, index: 2, volume: 0 }, neverCancelled, (slices) => told.push(slices));
    expect([row.width, row.height]).toEqual([4, 20]);
    expect([...row.data.slice(-4)]).toEqual([1920, 1921, 1922, 1923]);
    expect(told.at(-1)).toBe(20);
    const column = await planes.read({ normal: 0, index: 3, volume: 0 }, neverCancelled, quiet);
    expect([...column.data.slice(0, 3)]).toEqual([3, 13, 23]);
  });

  test('are those of the volume that is asked for', async () => {
    const planes = new VolumePlanes(volume().image);
    await planes.read({ normal: 1, index: 2, volume: 0 }, neverCancelled, quiet);
    const row = await planes.read({ normal: 1, index: 2, volume: 1 }, neverCancelled, quiet);
    expect([...row.data.slice(-4)]).toEqual([6920, 6921, 6922, 6923]);
  });

  test('have every slice decoded once, where they fit into the budget', async () => {
    const { image, read } = volume();
    const planes = new VolumePlanes(image);
    for (const index of [0, 1, 2]) await planes.read({ normal: 1, index, volume: 0 }, neverCancelled, quiet);
    expect(read).toHaveLength(20);
  });

  test('keep no more than the budget', async () => {
    const { image, read } = volume();
    const planes = new VolumePlanes(image, 24 * 5);
    for (const index of [0, 1]) await planes.read({ normal: 1, index, volume: 0 }, neverCancelled, quiet);
    expect(read).toHaveLength(40);
  });

  test('can be stopped', async () => {
    const { image, read } = volume();
    const token = { ...neverCancelled, isCancellationRequested: false };
    const reading = new VolumePlanes(image).read({ normal: 0, index: 0, volume: 0 }, token, () => {
      token.isCancellationRequested = true;
    });
    const error: unknown = await reading.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).code).toBe('cancelled');
    expect(read).toHaveLength(8);
  });

  test('report a slice that cannot be read, and read it again', async () => {
    const { image } = volume();
    let broken = true;
    const readSlice: MedicalImage['readSlice'] = (index) =>
      index === 7 && broken
        ? Promise.reject(new UserError('damaged', { problem: t`Broken.` }))
        : image.readSlice(index);
    const planes = new VolumePlanes({ ...image, readSlice });
    await expect(planes.read({ normal: 0, index: 0, volume: 0 }, neverCancelled, quiet)).rejects.toThrow('Broken.');
    broken = false;
    expect((await planes.read({ normal: 0, index: 0, volume: 0 }, neverCancelled, quiet)).height).toBe(20);
  });
});
