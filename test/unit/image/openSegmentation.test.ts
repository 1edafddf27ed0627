import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SidecarObject } from '../../../src/core/sidecar/sidecar';
import { openImage, type OpenedImage } from '../../../src/node/image/openImage';
import { imageOfMasks } from '../../../src/node/masks/imageOfMasks';
import { loadMasks, saveMasks } from '../../../src/node/masks/maskStore';
import { english } from '../../../src/core/text/message';
import { segmentationFile, type SegmentationFixture } from '../../fixtures/dicomSegmentation';
import { seriesSlice, type SeriesSlice } from '../../fixtures/dicomSeries';
import { useDecoders } from '../../support/useDecoders';

const decoding = useDecoders();

const liver = { label: 'liver', type: 'AUTOMATIC' } as const;
const lesion = { label: 'lesion', type: 'MANUAL' } as const;

function folderWith(segmentation: SegmentationFixture, slices: readonly Partial<SeriesSlice>[], below = ''): string {
  // Deep enough that the folders of other tests are not beside it.
  const root = path.join(mkdtempSync(path.join(decoding.folder, 'seg-')), 'data');
  const folder = path.join(root, below);
  mkdirSync(folder, { recursive: true });
  for (const [k, slice] of slices.entries()) {
    writeFileSync(
      path.join(folder, `ct${k}.dcm`),
      seriesSlice({ position: [0, 0, 2 * k], value: 10 * k, instance: k, ...slice }),
    );
  }
  writeFileSync(path.join(root, 'seg.dcm'), segmentationFile(segmentation));
  return root;
}

const open = (folder: string): Promise<OpenedImage> =>
  openImage(path.join(folder, 'seg.dcm'), { decoders: decoding.pool });

const shortOf = (objects: readonly SidecarObject[] | undefined) =>
  (objects ?? []).map(({ label, slice, mask: { counts } }) => [label, slice, counts.join()]);

describe('a DICOM Segmentation', () => {
  const overlapping: SegmentationFixture = {
    segments: [{ ...liver, lab: [35579, 53664, 50858] }, lesion],
    frames: [
      { segment: 1, z: 2, source: '1.2.3.1', pixels: [1, 1, 0, 0] },
      { segment: 2, z: 2, source: '1.2.3.1', pixels: [0, 1, 1, 0] },
      { segment: 1, z: 4, source: '1.2.3.2', pixels: [0, 0, 0, 1] },
      { segment: 2, z: 4, source: '1.2.3.2', pixels: [0, 0, 0, 0] },
    ],
  };
  const expected = [
    ['liver', 1, '0,2,2'],
    ['lesion', 1, '1,2,1'],
    ['liver', 2, '3,1'],
  ];

  it.each(['', 'ct', '../beside'])('is laid over the series that it was made of, found in “%s”', async (below) => {
    const folder = folderWith(overlapping, [{}, {}, {}], below === '../beside' ? 'a/ct' : below);
    if (below === '../beside') {
      mkdirSync(path.join(folder, 'a/seg'));
      writeFileSync(path.join(folder, 'a/seg/seg.dcm'), readFileSync(path.join(folder, 'seg.dcm')));
    }
    const at = below === '../beside' ? path.join(folder, 'a/seg') : folder;
    const image = await open(at);
    expect(image).toMatchObject({
      path: path.join(at, 'seg.dcm'),
      slice: 1,
      info: { slices: 3, modality: 'CT', geometry: { spacing: [0.5, 0.5, 2] } },
      instances: ['1.2.3.0', '1.2.3.1', '1.2.3.2'],
    });
    expect(image.info.remarks?.map(english)).toEqual([expect.stringMatching(/shown over ct0.dcm/)]);
    expect((await image.readSlice(2)).data[0]).toBe(20);
    expect(shortOf(image.content?.objects)).toEqual(expected);
    expect(image.content?.labels).toEqual([
      { name: 'liver', value: 1, color: '#ff0000' },
      { name: 'lesion', value: 2, color: expect.stringMatching(/^#/) as string },
    ]);
    expect(image.content?.objects.map(({ origin, by, at: time }) => [origin, by, time])).toEqual([
      ['machine', 'net', '2026-01-31T10:11:12.000Z'],
      ['human', 'DICOM segmentation', '2026-01-31T10:11:12.000Z'],
      ['machine', 'net', '2026-01-31T10:11:12.000Z'],
    ]);
    image.dispose();
  });

  it('is saved beside itself, and never written', async () => {
    const folder = folderWith(overlapping, [{}, {}, {}]);
    const before = readFileSync(path.join(folder, 'seg.dcm'));
    const image = await open(folder);
    await saveMasks(imageOfMasks(image), image.content!, { writer: 'human' });
    expect(readFileSync(path.join(folder, 'seg.dcm'))).toEqual(before);
    const { content } = await loadMasks(imageOfMasks(await open(folder)));
    expect(shortOf(content?.objects)).toEqual(expected);
    // The series itself has no masks for that.
    const series = await openImage(path.join(folder, 'ct1.dcm'), { decoders: decoding.pool });
    expect((await loadMasks(imageOfMasks(series))).content).toBeUndefined();
  });

  it('finds its slices by their places where it names no images', async () => {
    const frames = overlapping.frames.map(({ source: _, ...frame }, i) =>
      i === 0 ? { ...frame, source: '1.2.3.1' } : frame,
    );
    const image = await open(folderWith({ ...overlapping, frames }, [{}, {}, {}]));
    expect(shortOf(image.content?.objects)).toEqual(expected);
  });

  it('lies in the volumes that it was made of', async () => {
    const times = [0, 1].flatMap((time) =>
      [0, 1, 2].map((k) => ({
        ...{ position: [0, 0, 2 * k] as const, instance: 3 * time + k },
        more: [['0020,0100', 'IS', String(time + 1)]] as const,
      })),
    );
    const frames: SegmentationFixture['frames'] = [
      { segment: 1, z: 2, source: '1.2.3.1', pixels: [1, 1, 0, 0] },
      { segment: 1, z: 2, source: '1.2.3.4', pixels: [0, 1, 1, 0] },
      { segment: 2, z: 4, pixels: [0, 0, 0, 1] },
    ];
    const image = await open(folderWith({ ...overlapping, frames }, times));
    expect(image).toMatchObject({ slice: 1, volume: 0, info: { slices: 3, volumes: 2 } });
    expect(image.content?.objects.map(({ label, slice, volume }) => [label, slice, volume])).toEqual([
      ['liver', 1, undefined],
      ['liver', 1, 1],
    ]);
    // Which volume a frame lies in that names no image cannot be known.
    expect(image.info.remarks?.map(english).at(-1)).toMatch(/1 of 3 masks/);
  });

  it('says which masks refer to images that are not there', async () => {
    const image = await open(folderWith(overlapping, [{}, {}]));
    expect(shortOf(image.content?.objects)).toEqual(expected.slice(0, 2));
    expect(image.info.remarks?.map(english).at(-1)).toMatch(/1 of 3 masks refer to images that are missing/);
  });

  it('is laid over a single file too', async () => {
    const nowhere = { more: [['0020,0037', 'DS', '']] } as const;
    const image = await open(folderWith({ ...overlapping, frames: overlapping.frames.slice(0, 2) }, [{}, nowhere]));
    expect(image.info).toMatchObject({ slices: 1, modality: 'CT' });
    expect(shortOf(image.content?.objects)).toEqual([
      ['liver', 0, '0,2,2'],
      ['lesion', 0, '1,2,1'],
    ]);
  });

  it('is shown alone, frames at one place together, when its images are not found', async () => {
    const image = await open(folderWith(overlapping, []));
    expect(image.info).toMatchObject({
      slices: 2,
      modality: 'SEG',
      geometry: { origin: [0, 0, 2], spacing: [0.5, 0.5, 2] },
    });
    expect(image.info.remarks?.map(english)).toEqual([
      expect.stringMatching(/are not in this folder or near it, so the segments are shown without an image/),
    ]);
    expect(shortOf(image.content?.objects)).toEqual(
      expected.map(([label, slice, runs]) => [label, Number(slice) - 1, runs]),
    );
    expect([...(await image.readSlice(0)).data]).toEqual([1, 1, 1, 0]);
  });

  it('is shown alone when its pixels do not align with those of the image', async () => {
    const shifted: Partial<SeriesSlice>[] = [0, 1, 2].map((k) => ({ position: [5, 0, 2 * k] }));
    const image = await open(folderWith(overlapping, shifted));
    expect(image.info.slices).toBe(2);
    expect(image.info.remarks?.map(english).at(-1)).toMatch(/do not align with those of ct\d.dcm/);
  });

  it('takes the upper half of fractions, and values of label maps', async () => {
    const fractional = await open(
      folderWith(
        { kind: 'FRACTIONAL', segments: [liver], frames: [{ segment: 1, z: 0, pixels: [99, 100, 200, 0] }] },
        [],
      ),
    );
    expect(shortOf(fractional.content?.objects)).toEqual([['liver', 0, '1,2,1']]);
    const labels = await open(
      folderWith({ kind: 'LABELMAP', segments: [liver, lesion], frames: [{ z: 0, pixels: [2, 1, 1, 0] }] }, []),
    );
    expect(shortOf(labels.content?.objects)).toEqual([
      ['lesion', 0, '0,1,3'],
      ['liver', 0, '1,2,1'],
    ]);
  });

  it('keeps segments of one name apart', async () => {
    const frames = [{ segment: 2, z: 0, pixels: [1, 0, 0, 0] as const }];
    const image = await open(folderWith({ segments: [liver, liver], frames }, []));
    expect(image.content?.labels.map(({ name }) => name)).toEqual(['liver', 'liver (2)']);
    expect(shortOf(image.content?.objects)).toEqual([['liver (2)', 0, '0,1,3']]);
  });
});
