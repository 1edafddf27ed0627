import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Mask } from '../../../src/core/mask/mask';
import { firstPrompts } from '../../../src/node/bulk/firstPrompts';
import { planRun } from '../../../src/node/bulk/planRun';
import { endProcessWide } from '../../../src/node/processWide';
import { exportMasks } from '../../../src/node/transfer/exportMasks';
import { importMasks } from '../../../src/node/transfer/importMasks';
import { dicomFile, type DicomElement } from '../../fixtures/dicomFile';
import { dicomImages, writeDicomImage, type DicomImage } from '../../support/dicomImages';
import { shapesIn, shapesOf, type TestObject } from '../../support/layoutFolders';
import { saveObjects } from '../../support/saveObjects';
import { rectMask } from '../../support/sidecars';
import { english } from '../../../src/core/text/message';

let root = '';
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'rtstruct-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});
afterAll(endProcessWide);

const labels = ['GTV', 'ä/ö \\ x', 'x'.repeat(80), 'Liver (2)', ' '];

function anyObjects({ width, height, slices }: DicomImage): fc.Arbitrary<TestObject[]> {
  const mask = fc
    .uint8Array({ minLength: width * height, maxLength: width * height, max: 1 })
    .filter((data) => data.includes(1))
    .map((data) => new Mask(width, height, data));
  const object = fc.record({ label: fc.constantFrom(...labels), slice: fc.nat({ max: slices - 1 }), mask });
  return fc.array(object, { minLength: 1, maxLength: 5 });
}

async function goRound(image: DicomImage, objects: readonly TestObject[]): Promise<string[]> {
  const [from, out, to] = ['from', 'out', 'to'].map((name) => path.join(root, name)) as [string, string, string];
  for (const folder of [from, out, to]) rmSync(folder, { recursive: true, force: true });
  const files = [from, to].map((folder) => writeDicomImage(folder, image))[0]!;
  await saveObjects(path.join(from, files[0]!), objects);
  expect(await exportMasks({ folder: from, layout: 'rtstruct', out, selection: 'reviewed' })).toMatchObject({
    failed: [],
    losses: [],
  });
  const imported = await importMasks({ source: out, images: to, origin: 'human', by: 'tests' });
  expect(imported).toMatchObject({ failed: [], skipped: [], notes: [] });
  return shapesIn(to, imported.done[0]!);
}

const { ctSeries, obliqueMr, enhancedMr, narrowPixels, unevenSlices, oneSlice } = dicomImages;

describe('an RT Structure Set', () => {
  it.each([ctSeries, obliqueMr, enhancedMr, narrowPixels, unevenSlices, oneSlice])(
    'of $name holds holes, overlaps, instances and any name, to the pixel',
    async (image) => {
      await fc.assert(
        fc.asyncProperty(anyObjects(image), async (objects) => {
          expect(await goRound(image, objects)).toEqual(shapesOf(objects));
        }),
        { numRuns: 4 },
      );
    },
  );

  it('has contours of more than 64 KiB', async () => {
    const image = { name: 'large', width: 128, height: 96, slices: 1, spacing: [0.7, 0.7] } as const;
    const mask = new Mask(image.width, image.height);
    for (let at = 0; at < mask.data.length; at++)
      mask.data[at] = at % 2 === 0 && Math.floor(at / 128) % 2 === 0 ? 0 : 1;
    expect(await goRound(image, [{ label: 'GTV', slice: 0, mask }])).toEqual(
      shapesOf([{ label: 'GTV', slice: 0, mask }]),
    );
  });

  it('is refused of an image without a place in the patient', async () => {
    const image = dicomImages.ultrasound;
    writeDicomImage(root, image);
    await saveObjects(path.join(root, 'ultrasound.dcm'), [
      { label: 'a', slice: 0, mask: rectMask(image, { x0: 0, y0: 0, x1: 2, y1: 2 }) },
    ]);
    const out = path.join(root, 'out');
    const { failed } = await exportMasks({ folder: root, layout: 'rtstruct', out, selection: 'all' });
    expect(failed).toMatchObject([{ code: 'bad-input' }]);
    expect(failed[0]!.message).toContain('no position in the patient');
  });
});

describe('a structure set of another program', () => {
  const uid = /1\.2\.826\.0\.1\.3680043\.10\.1\.\d+\.3\.\d+/;

  /** A structure set with the contours, in mm, on the first image of the series. */
  function put(...contours: readonly (readonly [type: string, points: string])[]): Promise<void> {
    const [file] = writeDicomImage(root, ctSeries);
    const instance = uid.exec(readFileSync(path.join(root, file!), 'latin1'))![0];
    const image: DicomElement = ['3006,0016', 'SQ', [[['0008,1155', 'UI', instance]]]];
    const bytes = dicomFile([
      ['0008,0016', 'UI', '1.2.840.10008.5.1.4.1.1.481.3'],
      ['0008,0018', 'UI', '1.7.7'],
      [
        '3006,0020',
        'SQ',
        [
          [
            ['3006,0022', 'IS', '7'],
            ['3006,0026', 'LO', 'Heart'],
          ],
        ],
      ],
      [
        '3006,0039',
        'SQ',
        [
          [
            ['3006,0084', 'IS', '7'],
            ['3006,002a', 'IS', '255\\0\\128'],
            [
              '3006,0040',
              'SQ',
              contours.map(([type, points]): DicomElement[] => [
                image,
                ['3006,0042', 'CS', type],
                ['3006,0050', 'DS', points],
              ]),
            ],
          ],
        ],
      ],
    ]);
    // The meta information names the class, as that of every program does.
    writeFileSync(path.join(root, 'rs.dcm'), bytes);
    return Promise.resolve();
  }
  const request = () => ({ source: path.join(root, 'rs.dcm'), images: root, origin: 'human', by: 'tests' }) as const;
  /** A square around pixel (2, 1) to (4, 3) and one around the pixel in its middle. */
  const [x, y, z] = [-20.5, 31.25, -100];
  const square = (from: number, to: number, height = z): string =>
    [
      [from, from - 1],
      [to, from - 1],
      [to, to - 1],
      [from, to - 1],
    ]
      .map(([i, j]) => `${x + (i! - 0.5) * 0.7}\\${y + (j! - 0.5) * 0.7}\\${height}`)
      .join('\\');

  it('has holes as contours inside of others', async () => {
    await put(['CLOSED_PLANAR', square(2, 5)], ['CLOSED_PLANAR', square(3, 4)]);
    expect(await importMasks(request())).toMatchObject({ failed: [], skipped: [], notes: [] });
    const mask = rectMask(ctSeries, { x0: 2, y0: 1, x1: 5, y1: 4 });
    mask.data[2 * ctSeries.width + 3] = 0;
    expect(shapesIn(root, 'ct-series-1.dcm')).toEqual(shapesOf([{ label: 'Heart', slice: 0, mask }]));
  });

  it('is a prompt of a bulk run', async () => {
    await put(['CLOSED_PLANAR', square(2, 5)]);
    const { images } = await firstPrompts(await planRun({ folder: root, sources: [{ kind: 'masks' }] }));
    expect(images).toMatchObject([
      {
        file: 'ct-series-1.dcm',
        slice: 0,
        objects: [{ label: 'Heart', prompt: { box: { x0: 2, y0: 1, x1: 5, y1: 4 } } }],
      },
    ]);
  });

  it('has notes of contours that enclose nothing or lie elsewhere', async () => {
    await put(
      ['CLOSED_PLANAR', square(2, 5)],
      ['POINT', '1\\2\\3'],
      ['CLOSED_PLANAR', square(2, 5, 500)],
      ['CLOSED_PLANAR', '1\\x\\3'],
    );
    const { notes, done } = await importMasks(request());
    expect(done).toHaveLength(1);
    expect(notes.map(({ message }) => english(message))).toEqual([
      'Contours that enclose no area are left out: 2.',
      'Contours that lie on no slice of the image are left out: 1.',
    ]);
  });
});
