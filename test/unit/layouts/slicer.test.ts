import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeNrrd, type NrrdVolume } from '../../../src/core/formats/nrrd/write';
import { endProcessWide } from '../../../src/node/processWide';
import { planRun } from '../../../src/node/bulk/planRun';
import { openImage } from '../../../src/node/image/openImage';
import { imageOfLabels } from '../../../src/node/transfer/imageOfLabels';
import { findMasksNear } from '../../../src/node/transfer/masksNear';
import { importMasks } from '../../../src/node/transfer/importMasks';
import { seriesSlice } from '../../fixtures/dicomSeries';
import { rectMask } from '../../support/sidecars';
import { geometry, shapesIn, shapesOf, size, writeImage } from '../../support/layoutFolders';

const { width, height } = size;
const slices = 3;
const liver = [
  ['Segment0_ID', 'Segment_1'],
  ['Segment0_Name', 'liver\nand “more” \\n'],
  ['Segment0_Color', '1 0.5 0'],
  ['Segment0_LabelValue', '2'],
  ['Segment0_Layer', '0'],
] as const;
const name = liver[1][1];

let root = '';
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'slicer-'));
  writeImage(root, 'ct.nii.gz', slices);
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});
afterAll(endProcessWide);

const request = () => ({ source: root, images: root, origin: 'human', by: 'tests' }) as const;

function put(bytes: Uint8Array, file = 'ct.seg.nrrd'): void {
  writeFileSync(path.join(root, file), bytes);
}

/** A scene as 3D Slicer saves it, of a volume and a segmentation on it. */
const scene = (segmentation: string, volume: string): string => `<MRML version="Slicer4.4.0">
 <Segmentation id="vtkMRMLSegmentationNode1" references="display:vtkMRMLSegmentationDisplayNode1;referenceImageGeometryRef:vtkMRMLScalarVolumeNode1;storage:vtkMRMLSegmentationStorageNode1;"></Segmentation>
 <SegmentationStorage id="vtkMRMLSegmentationStorageNode1" fileName="${encodeURIComponent(segmentation)}"></SegmentationStorage>
 <Volume id="vtkMRMLScalarVolumeNode1" references="storage:vtkMRMLVolumeArchetypeStorageNode1;"></Volume>
 <VolumeArchetypeStorage id="vtkMRMLVolumeArchetypeStorageNode1" fileName="${encodeURIComponent(volume)}"></VolumeArchetypeStorage>
</MRML>`;

/** A volume of which the voxels [x, y, slice] have the value 2. */
function volume(dimensions: NrrdVolume['size'], voxels: readonly (readonly number[])[]): NrrdVolume {
  const layer = new Uint8Array(dimensions[0] * dimensions[1] * dimensions[2]);
  for (const [x, y, z] of voxels) layer[(z! * dimensions[1] + y!) * dimensions[0] + x!] = 2;
  return { size: dimensions, layers: [layer], geometry, values: liver };
}

const pixel = (x: number, y: number, slice: number) => ({
  label: name,
  slice,
  mask: rectMask(size, { x0: x, y0: y, x1: x + 1, y1: y + 1 }),
});

describe('a segmentation of 3D Slicer', () => {
  it('gives its names, and its voxels where they lie', async () => {
    put(writeNrrd(volume([width, height, slices], [[1, 2, 1]])));
    expect(await importMasks(request())).toMatchObject({ failed: [], done: ['ct.nii.gz'] });
    expect(shapesIn(root, 'ct.nii.gz')).toEqual(shapesOf([pixel(1, 2, 1)]));
  });

  it.each([
    ['Segmentation.seg.nrrd', 'the only image'],
    ['ct segmentation_1.seg.nrrd', 'the image in its name'],
    ['Tumour 2.seg.nrrd', 'the image that its scene states'],
  ])('called %s is for %s', async (file, reason) => {
    if (!reason.startsWith('the only')) writeImage(root, 'mr.nii.gz', slices);
    writeFileSync(path.join(root, 'Scene.mrml'), reason.endsWith('states') ? scene(file, 'ct.nii.gz') : '<MRML><');
    put(writeNrrd(volume([width, height, slices], [[1, 2, 1]])), file);
    expect(await importMasks(request())).toMatchObject({ failed: [], skipped: [], done: ['ct.nii.gz'] });
    expect(shapesIn(root, 'ct.nii.gz')).toEqual(shapesOf([pixel(1, 2, 1)]));
  });

  it('is for no image where nothing says for which', async () => {
    writeImage(root, 'mr.nii.gz', slices);
    put(writeNrrd(volume([width, height, slices], [[1, 2, 1]])), 'Segmentation.seg.nrrd');
    expect(await importMasks(request())).toMatchObject({ done: [], skipped: [{ file: 'Segmentation' }] });
  });

  describe('called Segmentation beside DICOM series', () => {
    const grid = {
      spacing: [0.5, 0.5, 3],
      axes: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
    } as const;
    const named = (id: string, n: number): string => `${id.replaceAll('.', '-')}-${n}.dcm`;
    function writeSeries(id: string, from: number): string[] {
      return [1, 2, 3].map((instance) => {
        const file = path.join(root, named(id, instance));
        const position = [0, 0, from + 3 * instance - 3] as const;
        writeFileSync(file, seriesSlice({ position, value: instance, instance, series: id }));
        return file;
      });
    }
    /** A segmentation of the last two slices of a series from there. */
    const putFrom = (z: number): void => {
      put(
        writeNrrd({ ...volume([2, 2, 2], [[1, 0, 1]]), geometry: { ...grid, origin: [0, 0, z + 3] } }),
        'Segmentation.seg.nrrd',
      );
    };
    beforeEach(() => {
      rmSync(path.join(root, 'ct.nii.gz'));
    });

    it('is for the only one', async () => {
      const [first = '', ...others] = writeSeries('1.2.3', 0);
      putFrom(0);
      expect(await findMasksNear(first, [first, ...others])).toMatchObject({ layout: { name: 'slicer' } });
      expect(await importMasks(request())).toMatchObject({ failed: [], skipped: [], objects: 1 });
      expect(shapesIn(root, named('1.2.3', 1))).toEqual([`${name} 2 1,1,2`]);
    });

    it('is for the one whose voxels are in the same positions', async () => {
      const other = writeSeries('1.2.3', 40);
      const own = writeSeries('1.2.4', 0);
      putFrom(0);
      expect(await findMasksNear(own[0]!, own)).toMatchObject({ layout: { name: 'slicer' } });
      expect(await findMasksNear(other[0]!, other)).toBeUndefined();
      const { sources } = await planRun({ folder: root, sources: [{ kind: 'masks' }] });
      expect([...sources.images]).toEqual([named('1.2.4', 1)]);
      const segmentation = await openImage(path.join(root, 'Segmentation.seg.nrrd'));
      expect(await imageOfLabels(segmentation)).toMatchObject({ image: own[0], mask: { kind: 'file' } });
      segmentation.dispose();
      expect(await importMasks(request())).toMatchObject({ failed: [], skipped: [], done: [named('1.2.4', 1)] });
    });

    it.each([
      ['several could be meant', 0, 'several-places'],
      ['none is there', 500, 'no-place'],
    ])('is for none where %s', async (_, z, code) => {
      const own = writeSeries('1.2.3', 0);
      writeSeries('1.2.4', 0);
      putFrom(z);
      expect(await findMasksNear(own[0]!, own)).toBeUndefined();
      const segmentation = await openImage(path.join(root, 'Segmentation.seg.nrrd'));
      expect(await imageOfLabels(segmentation)).toBeUndefined();
      segmentation.dispose();
      expect(await importMasks(request())).toMatchObject({ done: [], skipped: [{ file: 'Segmentation', code }] });
    });
  });

  it('may hold a part of the image', async () => {
    const [a, b, c] = geometry.axes;
    const offset = a.map((part, at) => part * 2 * 0.7 + b[at]! * 0.7 + c[at]! * 3.3);
    const origin = geometry.origin.map((part, at) => part + offset[at]!) as unknown as typeof geometry.origin;
    put(writeNrrd({ ...volume([3, 2, 1], [[1, 1, 0]]), geometry: { ...geometry, origin } }));
    expect(await importMasks(request())).toMatchObject({ failed: [] });
    expect(shapesIn(root, 'ct.nii.gz')).toEqual(shapesOf([pixel(3, 2, 1)]));
  });

  it('may have its axes in another direction and order', async () => {
    const [a, b, c] = geometry.axes;
    const last = geometry.origin.map((part, at) => part + c[at]! * 3.3 * (slices - 1));
    put(
      writeNrrd({
        ...volume([slices, width, height], [[2, 4, 5]]),
        geometry: {
          origin: last as unknown as typeof geometry.origin,
          spacing: [3.3, 0.7, 0.7],
          axes: [c.map((part) => -part) as unknown as typeof a, a, b],
        },
      }),
    );
    expect(await importMasks(request())).toMatchObject({ failed: [] });
    expect(shapesIn(root, 'ct.nii.gz')).toEqual(shapesOf([pixel(4, 5, 0)]));
  });

  it.each([
    ['lies between the voxels of the image', { geometry: { ...geometry, spacing: [0.9, 0.7, 3.3] } }, 'do not lie'],
    ['names no segments', { values: [] }, 'names no segments'],
  ] as const)('is refused when it %s', async (_, change, problem) => {
    put(writeNrrd({ ...volume([width, height, slices], [[1, 2, 1]]), ...change }));
    const { failed } = await importMasks(request());
    expect(failed).toMatchObject([{ file: 'ct.nii.gz', code: 'damaged' }]);
    expect(failed[0]!.message).toContain(problem);
    expect(failed[0]!.message).toContain('ct.seg.nrrd');
  });

  it.each([
    ['empty', (): Uint8Array => new Uint8Array()],
    ['cut off', (whole: Uint8Array): Uint8Array => whole.subarray(0, whole.length - 12)],
    ['without its voxels', (whole: Uint8Array): Uint8Array => whole.subarray(0, 200)],
    ['no NRRD', (): Uint8Array => new TextEncoder().encode('<html></html>')],
  ])('is refused when it is %s', async (_, broken) => {
    put(broken(writeNrrd(volume([width, height, slices], [[1, 2, 1]]))));
    const { failed, done } = await importMasks(request());
    expect(done).toEqual([]);
    expect(failed).toHaveLength(1);
    expect(failed[0]!.message).toContain('ct.seg.nrrd');
  });
});
