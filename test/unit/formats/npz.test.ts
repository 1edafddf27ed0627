import { describe, expect, it, test } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import { openBytes } from '../../../src/core/formats/registry';
import type { MedicalImage } from '../../../src/core/image/medicalImage';
import { english } from '../../../src/core/text/message';
import { createPixelCodecs } from '../../../src/node/codecs/pixelCodecs';
import { npy, npz } from '../../support/writeNpz';

const codecs = createPixelCodecs();

function open(arrays: Readonly<Record<string, readonly number[]>>, array?: string): Promise<MedicalImage> {
  const files = Object.fromEntries(Object.entries(arrays).map(([name, shape]) => [name, npy(shape)]));
  return openBytes(npz(files), 'a.npz', codecs, undefined, array);
}

const shown = async (
  arrays: Readonly<Record<string, readonly number[]>>,
  array?: string,
): Promise<string | undefined> => (await open(arrays, array)).info.arrays?.shown;

describe('an archive of several arrays', () => {
  test.each([
    ['the one with an image’s name', { gts: [16, 16], imgs: [16, 16, 3], boxes: [40, 4] }, 'imgs'],
    ['the one without the name of a mask', { t1: [5, 16, 16], t1_mask: [5, 16, 16] }, 't1'],
    ['the one with two long sides', { pixels: [16, 16], affine: [4, 4], points: [300, 2] }, 'pixels'],
    ['what numpy calls the first without a name', { arr_0: [16, 16], arr_1: [16, 16] }, 'arr_0'],
  ])('opens by %s', async (_, arrays, expected) => {
    expect(await shown(arrays)).toBe(expected);
  });

  test.each([
    ['two of no known name', { t1: [16, 16], t2: [16, 16] }],
    ['two with an image’s name', { image: [16, 16], data: [8, 16] }],
    ['masks alone', { mask: [16, 16], labels: [16, 16] }],
  ])('is asked about: %s', async (_, arrays) => {
    const error = await open(arrays).catch((thrown: unknown) => thrown);
    if (!(error instanceof UserError)) throw new Error('It was not asked about.');
    const names = Object.keys(arrays);
    expect(error.details.question?.key).toBe('array');
    expect(error.details.question?.readings.map(({ answer }) => answer)).toEqual(names);
    expect(error.message).toMatch(/^a\.npz: .*--array: “\w+” \(16 × 16\), /);
  });

  it('shows the array that is asked for, and names the others', async () => {
    const image = await open({ t1: [16, 16], t2: [3, 16, 20] }, 't2');
    expect(image.info).toMatchObject({ width: 20, height: 16, slices: 3 });
    expect(image.info.arrays).toEqual({
      shown: 't2',
      all: [
        { name: 't1', shape: [16, 16] },
        { name: 't2', shape: [3, 16, 20] },
      ],
    });
    expect(image.info.remarks?.map(english).join()).toContain('“t2” is shown, but not “t1” (16 × 16)');
  });

  it('is refused, with a question, without the array that is asked for', async () => {
    const error: unknown = await open({ imgs: [16, 16], gts: [16, 16] }, 't2').catch((thrown: unknown) => thrown);
    expect((error as UserError).message).toContain('no array “t2”');
    expect((error as UserError).details.question?.readings).toHaveLength(2);
  });
});

describe('an archive of one array', () => {
  it('leaves nothing to choose', async () => {
    const { info } = await open({ mask: [16, 16], spacing: [3] });
    expect([info.arrays, info.remarks]).toEqual([undefined, undefined]);
  });

  it('says that it does not have the one that is asked for', async () => {
    const { info } = await open({ imgs: [16, 16] }, 't2');
    expect(info.remarks?.map(english)).toEqual(['The archive has no array “t2”; its only one, “imgs”, is shown.']);
  });
});
