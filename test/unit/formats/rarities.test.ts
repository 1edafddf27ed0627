import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { bytesSource } from '../../../src/core/base/byteSource';
import { UserError } from '../../../src/core/base/error';
import { bunzip2UpTo } from '../../../src/core/formats/bzip2';
import { openBytes, readHeaderFields } from '../../../src/core/formats/registry';
import type { Siblings } from '../../../src/core/formats/siblings';
import { unzstdUpTo } from '../../../src/core/formats/zstd';
import { voxelToPatient, type Vector3 } from '../../../src/core/geometry/volumeGeometry';
import type { MedicalImage } from '../../../src/core/image/medicalImage';
import { createPixelCodecs } from '../../../src/node/codecs/pixelCodecs';
import { t, english } from '../../../src/core/text/message';
import type { GoldenImage } from '../../fixtures/golden';
import { maxDifference } from '../../support/npy';

const golden = path.join(import.meta.dirname, '../../golden/formats');

/** What nibabel, pynrrd, tifffile, Pillow or numpy read from a file, see golden/formats/rarities.py. */
interface Golden extends GoldenImage {
  readonly values: readonly number[];
  readonly volumes?: number;
  readonly tolerance?: number;
  /** Part of the only remark. */
  readonly remark?: string;
}

const goldens = JSON.parse(readFileSync(path.join(golden, 'rarities.json'), 'utf8')) as Readonly<
  Record<string, Golden>
>;
const codecs = createPixelCodecs();
const pathOf = (name: string): string => path.join(golden, 'rarities', name);
const bytesOf = (name: string): Uint8Array => new Uint8Array(readFileSync(pathOf(name)));

const siblings: Siblings = {
  read: (name) =>
    existsSync(pathOf(name))
      ? Promise.resolve(bytesSource(bytesOf(name)))
      : Promise.reject(new UserError('not-found', { problem: t`${name} is not there.`, advice: t`Look for it.` })),
};

const open = (name: string, bytes = bytesOf(name)): Promise<MedicalImage> => openBytes(bytes, name, codecs, siblings);

const corners: readonly Vector3[] = [
  [0, 0, 0],
  [3, 0, 0],
  [0, 2, 0],
  [0, 0, 4],
];

describe('what few programs write holds what others read', () => {
  test.each(Object.entries(goldens))('%s', async (name, expected) => {
    const image = await open(name);
    const { width, height, channels, slices, volumes, values, tolerance = 1e-6, affine, pixelSpacing } = expected;
    expect(image.info).toMatchObject({ width, height, channels, slices });
    expect(image.info.volumes).toBe(volumes);
    const { data, slope, intercept } = await image.readSlice(slices! - 1, (volumes ?? 1) - 1);
    const found = Array.from(data, (value) => value * slope + intercept);
    expect(maxDifference(found, values)).toBeLessThanOrEqual(tolerance);
    if (expected.remark !== undefined) expect(image.info.remarks?.map(english).join()).toContain(expected.remark);
    if (pixelSpacing !== undefined) expect(image.info.pixelSpacing).toEqual(pixelSpacing);
    for (const corner of affine === undefined ? [] : corners) {
      const [r, a, s] = affine!.map(([i, j, k, o]) => i! * corner[0] + j! * corner[1] + k! * corner[2] + o!);
      const place = voxelToPatient(image.info.geometry!, corner);
      expect(maxDifference(place, [-r!, -a!, s!])).toBeLessThan(1e-4);
    }
  });

  test.each(['analyze.hdr', 'int16.mgh', 'frames.mgz', 'several.npz', 'pair.hdr', 'pairZipped.hdr.gz'])(
    'the header of %s is shown',
    async (name) => {
      expect((await readHeaderFields(bytesOf(name), name)).fields.length).toBeGreaterThan(1);
    },
  );
});

describe('what is broken', () => {
  const failureOf = async (work: Promise<unknown>): Promise<string> => {
    const error: unknown = await work.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).message;
  };

  test.each(['frames.mgz', 'int16.mgh', 'bzip2.nrrd', 'zstd.tif', 'half.npy', 'one.npz', 'analyze.hdr'])(
    '%s, cut anywhere, is an error',
    async (name) => {
      const whole = bytesOf(name);
      // At the end may be checksums and what else is not read.
      for (let length = 0; length < whole.length - 40; length += 1 + Math.floor(whole.length / 300)) {
        const reading = open(name, whole.slice(0, length)).then((image) =>
          image.readSlice(image.info.slices - 1, (image.info.volumes ?? 1) - 1),
        );
        await failureOf(reading);
      }
    },
  );

  test('a header without its voxels names the file', async () => {
    expect(await failureOf(open('lonely.hdr', bytesOf('pair.hdr')))).toContain('lonely.img');
    expect(await failureOf(open('lonely.img', bytesOf('pair.img')))).toContain('lonely.hdr');
  });

  test('no more is decompressed than is needed', () => {
    const stream = bytesOf('bzip2Runs.nrrd');
    const start = stream.findIndex((byte, i) => byte === 0x0a && stream[i + 1] === 0x0a) + 2;
    expect(bunzip2UpTo(1000, stream.subarray(start))).toHaveLength(1000);
    // Zeros, 10 MB of them, by zstd.
    const zeros = Buffer.from('KLUv/aSAlpgAFQAAEAAAAQD7/zk=', 'base64');
    expect(() => unzstdUpTo(100, new Uint8Array(zeros))).not.toThrow(RangeError);
  });
});
