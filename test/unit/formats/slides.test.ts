import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { openBytes } from '../../../src/core/formats/registry';
import type { MedicalImage } from '../../../src/core/image/medicalImage';
import { PyramidReader } from '../../../src/core/image/pyramidReader';
import { tileGapText } from '../../../src/core/image/tileGap';
import { english, t } from '../../../src/core/text/message';
import { createPixelCodecs } from '../../../src/node/codecs/pixelCodecs';
import { withFrames } from '../../support/withFrames';

interface Golden {
  readonly width: number;
  readonly height: number;
  readonly parts: readonly { readonly rect: readonly [number, number, number, number]; readonly sha256: string }[];
}

const folder = path.join(__dirname, '../../golden/formats');
/** What numpy says of the slides that pydicom wrote, see golden/formats/slides.py. */
const golden = JSON.parse(readFileSync(path.join(folder, 'slides.json'), 'utf8')) as Readonly<Record<string, Golden>>;
const codecs = createPixelCodecs();
const bytesOf = (name: string): Uint8Array => new Uint8Array(readFileSync(path.join(folder, 'slides', name)));
const open = (bytes: Uint8Array): Promise<MedicalImage> => openBytes(bytes, 'a.dcm', codecs);
const sha256 = (data: ArrayLike<number>): string => createHash('sha256').update(Uint8Array.from(data)).digest('hex');

describe('a whole slide in DICOM', () => {
  test('puts sparse tiles where they say, on white glass', async () => {
    const image = await open(bytesOf('sparse.dcm'));
    const { width, height, parts } = golden['sparse.dcm']!;
    expect(image.info).toMatchObject({ width, height, slices: 1, channels: 3, magnification: 40 });
    expect(image.info.levels).toBeUndefined();
    expect(sha256((await image.readSlice(0)).data)).toBe(parts[0]!.sha256);
    expect(image.frames?.info).toMatchObject({ width: 16, height: 16, slices: 9 });
  });

  test('is read by regions when it is large', async () => {
    const image = await open(bytesOf('large.dcm'));
    const { width, height, parts } = golden['large.dcm']!;
    expect(image.info).toMatchObject({ width, height, slices: 1, magnification: 40, pixelSpacing: [0.00025, 0.00025] });
    expect(image.info.levels).toEqual([{ width, height, chunk: [500, 500] }]);
    const reader = new PyramidReader(image.regions!);
    for (const { rect, sha256: expected } of parts) {
      const [x0, y0, x1, y1] = rect;
      const { data, gaps } = await reader.read(0, { x0, y0, x1, y1 }, { slice: 0 });
      expect(gaps).toBeUndefined();
      expect(sha256(data)).toBe(expected);
    }
  });

  it('shows what there is of it, and names frames that are missing', async () => {
    // Of 90, the last row of tiles is left out.
    const image = await open(withFrames(bytesOf('large.dcm'), 80));
    expect(image.info.remarks?.map(english)).toEqual(['Of the tiles, 10 are missing and shown in black.']);
    const { gaps } = await image.regions!.read(0, { x0: 0, y0: 4000, x1: 10, y1: 4100 }, { slice: 0 });
    expect(gaps!.map(tileGapText).map(english)).toEqual([
      'Column 1, row 9 of the tiles of level 0 is black: The frame is missing.',
    ]);
  });

  it('shows the rest of a small one, too', async () => {
    const whole = await (await open(bytesOf('quarter.dcm'))).readSlice(0);
    const image = await open(withFrames(bytesOf('quarter.dcm'), 24));
    const { data, gaps } = await image.readSlice(0);
    expect(gaps).toEqual([{ level: 0, column: 4, row: 4, why: t`The frame is missing.` }]);
    const isBlack = (at: number): boolean => {
      const [x, y] = [at % 1250, Math.floor(at / 1250)];
      return x >= 1000 && y >= 1000;
    };
    expect(data.every((value, at) => value === (isBlack(at) ? 0 : whole.data[at]))).toBe(true);
  });
});
