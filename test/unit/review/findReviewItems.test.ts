import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sidecarVersion } from '../../../src/core/sidecar/migrations';
import { formatSidecar, type SidecarObject } from '../../../src/core/sidecar/sidecar';
import { shippedFits } from '../../../src/core/quality/shippedFits';
import { findReviewItems } from '../../../src/node/review/findReviewItems';
import { liver, rectObject } from '../../support/sidecars';

const size = { width: 4, height: 4 };
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'review-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function put(image: string, objects: readonly SidecarObject[] | string): void {
  const file = path.join(folder, `${image}.masks.json`);
  mkdirSync(path.dirname(file), { recursive: true });
  const sidecar = (kept: readonly SidecarObject[]): string =>
    formatSidecar({
      format: 'sam-unet-masks',
      version: sidecarVersion,
      image: { file: path.basename(image), ...size, slices: 1 },
      labels: [liver],
      objects: [...kept],
    });
  writeFileSync(file, typeof objects === 'string' ? objects : sidecar(objects));
}

const object = (fields: Partial<SidecarObject> = {}): SidecarObject =>
  rectObject(size, { x0: 0, y0: 0, x1: 2, y1: 2 }, fields);

it('finds what waits, in folders and by name, and reports what it cannot read', async () => {
  put('ct/slice_10.dcm', [object({ quality: 0.4 })]);
  put('ct/slice_2.dcm', [object({ quality: 0.6 }), object({ id: '2', quality: 0.5 })]);
  put('accepted.png', [object({ status: 'accepted', origin: 'human' })]);
  put('damaged.png', '{"format": "sam-unet-masks"');
  put('.git/slice.dcm', [object()]);
  const seen: number[] = [];
  const { items, failed } = await findReviewItems(folder, { onProgress: (read) => seen.push(read) });
  expect(items).toEqual([
    { image: 'ct/slice_2.dcm', masks: 2, quality: 0.5, slice: 0 },
    { image: 'ct/slice_10.dcm', masks: 1, quality: 0.4, slice: 0 },
  ]);
  expect(failed.map(({ message }) => message)).toEqual([expect.stringMatching(/damaged\.png.*not valid JSON/)]);
  expect(seen).toEqual([1, 2, 3, 4]);
});

it('can be cancelled', async () => {
  put('a.png', [object()]);
  const token = { isCancellationRequested: true, onCancellationRequested: () => ({ dispose: () => undefined }) };
  await expect(findReviewItems(folder, { token })).rejects.toThrow(/cancelled/);
});

it('says when the folder is not there', async () => {
  await expect(findReviewItems(path.join(folder, 'none'))).rejects.toThrow(/cannot be read/);
});

const usual = { head: 0.85, jitter: 0.9, fit: 0.9, sides: 1, stability: 0.75, certainty: 0.55 };
const shape = { parts: 1, holes: 1, roundness: 0.75, size: 0.35, contrast: 0.2 };
const signals = { ...usual, ...shape };

it('learns from fifty verdicts in the folder', async () => {
  put('waiting.png', [object({ signals, quality: 0.8 })]);
  put('some.png', verdicts(49));
  const before = await findReviewItems(folder);
  expect(before).toMatchObject({ verdicts: 49, fits: shippedFits });
  put('one.png', verdicts(1));
  const after = await findReviewItems(folder);
  expect(after.verdicts).toBe(50);
  // All of them were rejected, though they looked usual.
  expect(after.items[0]!.quality).toBeLessThan(0.3);
  expect(before.items[0]!.quality).toBeGreaterThan(0.7);
});

function verdicts(count: number): SidecarObject[] {
  return Array.from({ length: count }, (_, i) =>
    object({ id: String(i), signals, status: 'rejected', origin: 'human' }),
  );
}
