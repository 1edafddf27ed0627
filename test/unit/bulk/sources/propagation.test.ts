import { expect, it } from 'vitest';
import { sidecarVersion } from '../../../../src/core/sidecar/migrations';
import { bodyModel, type Body } from '../../../support/bodyModel';
import { openSource } from '../../../../src/core/bulk/sources';
import type { PlannedObject } from '../../../../src/core/bulk/sources/source';
import type { Sidecar, SidecarObject } from '../../../../src/core/sidecar/sidecar';
import { imageAtHand, sourceFolder } from '../../../support/sourceFolder';
import { liver, rectObject } from '../../../support/sidecars';

const size = { width: 60, height: 60 };
const texts = { 'v.nii.gz': '', 'v.nii.gz.masks.json': '' };

const drifting: Body = (slice) => ({ x0: 10 + slice, y0: 10, x1: 30 + slice, y1: 30 });

async function follow(body: Body, objects: readonly SidecarObject[], slices = 10): Promise<readonly PlannedObject[]> {
  const sidecar: Sidecar = {
    ...{
      format: 'sam-unet-masks',
      version: sidecarVersion,
      image: { file: 'v.nii.gz', ...size, slices },
      labels: [liver],
    },
    objects: [...objects],
  };
  const source = await openSource({ kind: 'propagation' }, sourceFolder(texts));
  return source.objectsIn(
    imageAtHand('v.nii.gz', {
      sidecar,
      ...bodyModel(body, { ...size, slices }),
      info: { ...size, slices },
      prompts: { box: true, point: true, mask: true },
    }),
  );
}

const seed = (slice: number, fields: Partial<SidecarObject> = {}): SidecarObject =>
  rectObject(size, drifting(slice)!, { id: String(slice), slice, status: 'accepted', origin: 'human', ...fields });

const slicesOf = (objects: readonly PlannedObject[]): number[] =>
  objects.map(({ slice }) => slice).sort((a, b) => a - b);

it('follows a mask to both ends of the image', async () => {
  const made = await follow(drifting, [seed(4)]);
  expect(slicesOf(made)).toEqual([0, 1, 2, 3, 5, 6, 7, 8, 9]);
  expect(made.every(({ label, answer }) => label === 'liver' && answer !== undefined)).toBe(true);
});

it('stays in the volume of the mask', async () => {
  const made = await follow(drifting, [seed(4, { volume: 2 }), seed(5, { label: 'lesion' })]);
  const placed = (volume: number | undefined) => slicesOf(made.filter((object) => object.volume === volume));
  expect(placed(2)).toEqual([0, 1, 2, 3, 5, 6, 7, 8, 9]);
  expect(placed(undefined)).toEqual([0, 1, 2, 3, 4, 6, 7, 8, 9]);
  expect(new Set(made.map(({ label, volume = 0 }) => `${label} ${volume}`))).toEqual(new Set(['liver 2', 'lesion 0']));
});

it('stops where the object ends, or jumps', async () => {
  expect(slicesOf(await follow((slice) => (slice < 7 ? drifting(slice) : undefined), [seed(4)]))).toEqual([
    0, 1, 2, 3, 5, 6,
  ]);
  const shrunk: Body = (slice) => (slice < 6 ? drifting(slice) : { x0: 15, y0: 10, x1: 20, y1: 20 });
  expect(slicesOf(await follow(shrunk, [seed(4)]))).toEqual([0, 1, 2, 3, 5]);
});

it('reaches slices between two masks from the nearer one, and each once', async () => {
  expect(slicesOf(await follow(drifting, [seed(2), seed(7)]))).toEqual([0, 1, 3, 4, 5, 6, 8, 9]);
});

it('follows only what a person answers for, and leaves slices with masks alone', async () => {
  expect(await follow(drifting, [seed(4, { status: 'draft', origin: 'machine' })])).toEqual([]);
  expect(await follow(drifting, [seed(4, { status: 'rejected' })])).toEqual([]);
  expect(slicesOf(await follow(drifting, [seed(4), seed(6, { status: 'draft', origin: 'machine' })]))).toEqual([
    0, 1, 2, 3, 5,
  ]);
});
