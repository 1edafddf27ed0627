import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { neverCancelled } from '../../../src/core/base/cancellation';
import { writeBinaryPng } from '../../../src/core/formats/png/labelMap';
import type { ReviewItem } from '../../../src/core/review/reviewItem';
import { sidecarVersion } from '../../../src/core/sidecar/migrations';
import { formatSidecar } from '../../../src/core/sidecar/sidecar';
import { findAgreement } from '../../../src/node/review/findAgreement';
import { liver, rectMask, rectObject } from '../../support/sidecars';

const size = { width: 8, height: 8 };
const left = { x0: 0, y0: 0, x1: 4, y1: 8 };
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'agreement-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const at = (name: string): string => path.join(folder, name);
const item = (image: string): ReviewItem => ({ image, masks: 1, slice: 0 });
const options = { token: neverCancelled, onProgress: () => undefined };

function put(image: string): void {
  const objects = [rectObject(size, left)];
  const head = { format: 'sam-unet-masks', version: sidecarVersion } as const;
  writeFileSync(
    at(`${image}.masks.json`),
    formatSidecar({ ...head, image: { file: image, ...size, slices: 1 }, labels: [liver], objects }),
  );
}

it('compares masks with those that an index lists, the best match of each', async () => {
  for (const image of ['a.png', 'b.png', 'c.png']) put(image);
  writeFileSync(at('same.png'), writeBinaryPng(rectMask(size, left)));
  writeFileSync(at('other.png'), writeBinaryPng(rectMask(size, { ...left, y1: 4 })));
  writeFileSync(
    at('image2label_train.json'),
    JSON.stringify({ 'a.png': ['other.png'], 'b.png': ['other.png', 'same.png'] }),
  );
  const { items, failed } = await findAgreement(folder, ['a.png', 'b.png', 'c.png'].map(item), options);
  expect(failed).toEqual([]);
  expect(items.map(({ image }) => image)).toEqual(['a.png', 'b.png']);
  expect(items[0]!.agreement).toBeCloseTo(2 / 3, 6);
  expect(items[1]!.agreement).toBeCloseTo(1, 6);
});

it('reports what it cannot read, and continues', async () => {
  for (const image of ['a.png', 'b.png']) put(image);
  writeFileSync(at('same.png'), writeBinaryPng(rectMask(size, left)));
  writeFileSync(at('label2image_test.json'), JSON.stringify({ 'gone.png': 'a.png', 'same.png': 'b.png' }));
  writeFileSync(at('image2label_bad.json'), '[]');
  const { items, failed } = await findAgreement(folder, ['a.png', 'b.png'].map(item), options);
  expect(items.map(({ image }) => image)).toEqual(['b.png']);
  expect(failed.map(({ message }) => message)).toEqual([
    expect.stringMatching(/image2label_bad\.json.*index/),
    expect.stringMatching(/gone\.png/),
  ]);
});

it('can be cancelled', async () => {
  put('a.png');
  writeFileSync(at('label2image_test.json'), JSON.stringify({ 'same.png': 'a.png' }));
  const token = { isCancellationRequested: true, onCancellationRequested: () => ({ dispose: () => undefined }) };
  await expect(findAgreement(folder, [item('a.png')], { ...options, token })).rejects.toThrow(/cancelled/);
});
