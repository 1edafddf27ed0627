import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { writeImageVolume } from '../../../src/core/formats/nifti/imageVolume';
import { namedAlike } from '../../../src/core/layouts/labelVolumeName';
import { openImage } from '../../../src/node/image/openImage';
import { endProcessWide } from '../../../src/node/processWide';
import { imageOfLabels } from '../../../src/node/transfer/imageOfLabels';
import { geometry, size } from '../../support/layoutFolders';

let root = '';
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'labels-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});
afterAll(endProcessWide);

const at = (name: string) => path.join(root, name);

/** A volume whose values repeat after so many. */
function put(name: string, levels: number, origin = geometry.origin, slices = 4): void {
  mkdirSync(path.dirname(at(name)), { recursive: true });
  const data = Int16Array.from({ length: size.width * size.height * slices }, (_, i) => i % levels);
  const placed = { ...geometry, origin };
  writeFileSync(
    at(name),
    writeImageVolume({ ...size, slices, channels: 1, data, slope: 1, intercept: 0, geometry: placed }),
  );
}

async function imageOf(name: string) {
  const labels = await openImage(at(name), { series: 'single' });
  try {
    const found = await imageOfLabels(labels);
    return (
      found && {
        image: path.relative(root, found.image),
        names: found.mask.kind === 'labelMap' && [...found.mask.names],
      }
    );
  } finally {
    labels.dispose();
  }
}

it.each([
  ['case_seg.nii.gz', ['case.nii.gz']],
  ['ct-label.nii', ['ct.nii.gz', 'other.nii.gz']],
  ['BraTS_001_seg.nii.gz', ['BraTS_001_t1.nii.gz', 'BraTS_001_t2.nii.gz', 'BraTS_002_t1.nii.gz']],
  ['organs.nii.gz', ['volume.nii.gz']],
])('finds the image of %s beside it', async (labels, images) => {
  put(labels, 4);
  for (const image of images) put(image, 200);
  expect(await imageOf(labels)).toEqual({ image: images[0], names: [] });
  expect(await imageOf(images[0]!)).toBeUndefined();
});

it('finds that of a Decathlon task by its dataset.json, with the names of its labels', async () => {
  put('labelsTr/liver_1.nii.gz', 3);
  put('imagesTr/liver_1.nii.gz', 200);
  writeFileSync(
    at('dataset.json'),
    '{"modality": {"0": "CT"}, "labels": {"0": "background", "1": "liver", "2": "cancer"}}',
  );
  expect(await imageOf('labelsTr/liver_1.nii.gz')).toEqual({
    image: 'imagesTr/liver_1.nii.gz',
    names: [
      [1, 'liver'],
      [2, 'cancer'],
    ],
  });
});

it('finds none where the geometry differs, there are many levels, or nothing lies beside it', async () => {
  put('a_seg.nii.gz', 4);
  put('a.nii.gz', 200, [0, 0, 0]);
  expect(await imageOf('a_seg.nii.gz')).toBeUndefined();
  put('b_seg.nii.gz', 100);
  put('b.nii.gz', 200);
  expect(await imageOf('b_seg.nii.gz')).toBeUndefined();
  rmSync(root, { recursive: true });
  put('c_seg.nii.gz', 4);
  put('d.nii.gz', 200);
  expect(await imageOf('c_seg.nii.gz')).toBeUndefined();
  put('c.nii.gz', 4);
  expect(await imageOf('c_seg.nii.gz')).toBeUndefined();
});

it('takes names for those of one image', () => {
  expect(namedAlike('a_seg.nii.gz', ['a_t1.nii.gz', 'a_seg.nii.gz', 'ab.nii.gz', 'a.nrrd', 'a_mask.nii.gz'])).toEqual([
    'a.nrrd',
    'a_t1.nii.gz',
  ]);
});
