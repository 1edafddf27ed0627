import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { english, t } from '../../../src/core/text/message';
import { openImage, type OpenedImage } from '../../../src/node/image/openImage';
import { useDecoders } from '../../support/useDecoders';
import { withFrames } from '../../support/withFrames';

interface Golden {
  readonly parts: readonly { readonly rect: readonly [number, number, number, number]; readonly sha256: string }[];
}

const decoding = useDecoders();
const formats = path.join(__dirname, '../../golden/formats');
/** What numpy says of the slides that pydicom wrote, see golden/formats/slides.py. */
const golden = JSON.parse(readFileSync(path.join(formats, 'slides.json'), 'utf8')) as Readonly<Record<string, Golden>>;

/** Opens one of the slides in a folder of its own, with others beside it. @param harmed files that are written otherwise */
function open(
  folder: string,
  names: readonly string[],
  harmed: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {},
): Promise<OpenedImage> {
  const inside = path.join(decoding.folder, folder);
  mkdirSync(inside);
  for (const name of names) {
    const bytes = new Uint8Array(readFileSync(path.join(formats, 'slides', name)));
    writeFileSync(path.join(inside, name), harmed[name]?.(bytes) ?? bytes);
  }
  return openImage(path.join(inside, names[0]!), { decoders: decoding.pool });
}

async function expectParts(image: OpenedImage, level: number, { parts }: Golden): Promise<void> {
  for (const { rect, sha256 } of parts) {
    const [x0, y0, x1, y1] = rect;
    const { data, gaps } = await image.readRegion!(level, { x0, y0, x1, y1 }, { slice: 0 });
    expect(gaps).toBeUndefined();
    expect(createHash('sha256').update(Uint8Array.from(data)).digest('hex')).toBe(sha256);
  }
}

describe('a DICOM slide whose smaller versions are other files of its series', () => {
  it('has them as levels, without its label and without those of other proportions, which it names', async () => {
    const image = await open('levels', ['large.dcm', 'label.dcm', 'quarter.dcm', 'stretched.dcm']);
    expect(image.info.levels?.map(({ width, height }) => [width, height])).toEqual([
      [5000, 4100],
      [1250, 1025],
    ]);
    expect(image.info.remarks?.map(english)).toEqual([
      'The smaller version in stretched.dcm is left out: Its proportions are not those of the image.',
    ]);
    await expectParts(image, 0, golden['large.dcm']!);
    await expectParts(image, 2, golden['quarter.dcm']!);
    image.dispose();
  });

  it('opens without those that are damaged, and says so', async () => {
    const image = await open('damaged', ['large.dcm', 'quarter.dcm'], {
      'quarter.dcm': (bytes) => bytes.subarray(0, 1500),
    });
    expect(image.info.levels?.map(({ width }) => width)).toEqual([5000]);
    expect(image.info.remarks?.map(english)).toEqual([
      expect.stringMatching(/^The smaller version in .*quarter\.dcm is left out: /),
    ]);
    await expectParts(image, 0, golden['large.dcm']!);
    image.dispose();
  });

  it('names the level of a tile that is missing', async () => {
    const image = await open('gap', ['large.dcm', 'quarter.dcm'], { 'quarter.dcm': (bytes) => withFrames(bytes, 24) });
    const { gaps } = await image.readRegion!(2, { x0: 900, y0: 900, x1: 1100, y1: 1025 }, { slice: 0 });
    expect(gaps).toEqual([{ level: 1, column: 4, row: 4, why: t`The frame is missing.` }]);
    image.dispose();
  });

  it('opens one of them as an image of its own', async () => {
    const image = await open('smaller', ['quarter.dcm', 'large.dcm']);
    expect(image.info).toMatchObject({ width: 1250, height: 1025 });
    expect(image.info.levels).toBeUndefined();
    image.dispose();
  });
});
