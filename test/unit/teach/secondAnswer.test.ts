import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Rect } from '../../../src/core/geometry/rect';
import { Mask } from '../../../src/core/mask/mask';
import type { SamUnet } from '../../../src/core/model/samUnet';
import { segment, type EncodeRegion } from '../../../src/core/model/segment';
import { askAgain } from '../../../src/core/teach/secondAnswer';
import { loadModel } from '../../../src/node/model/modelFolder';
import { ortRuntime } from '../../../src/node/ort/ortRuntime';
import { discExample } from '../../support/teachSet';
import { writeTinyModel } from '../../support/tinyModel';

const folder = mkdtempSync(path.join(tmpdir(), 'second-answer-'));
const { image } = discExample(0);
let model: SamUnet;
const encode: EncodeRegion = (region) => model.encode(image, region);

beforeAll(async () => {
  writeTinyModel(folder);
  model = await loadModel(folder, ortRuntime, { provider: 'cpu', threads: 1 });
});
afterAll(async () => {
  await model.dispose();
  rmSync(folder, { recursive: true });
});

function maskOf(...rects: readonly Rect[]): Mask {
  const mask = new Mask(image.width, image.height);
  for (const { x0, y0, x1, y1 } of rects) {
    for (let y = y0; y < y1; y++) mask.data.fill(1, y * image.width + x0, y * image.width + x1);
  }
  return mask;
}

const left = { x0: 4, y0: 6, x1: 20, y1: 30 };
const right = { x0: 40, y0: 20, x1: 60, y1: 44 };

it('asks for each part by its bounds, and leaves out specks', async () => {
  const first = { mask: maskOf(left, right, { x0: 30, y0: 60, x1: 31, y1: 61 }), quality: 0.5 };
  const { mask } = await askAgain(model, image, encode, first);
  const boxes = [left, right].map((box) => ({ box, points: [] }));
  const expected = await segment(model, encode, image, boxes, 'final');
  expect(mask.data).toEqual(expected[0]!.mask.data.map((value, at) => value | expected[1]!.mask.data[at]!));
});

it('keeps an answer without parts, or with too many', async () => {
  const nothing = { mask: maskOf() };
  expect(await askAgain(model, image, encode, nothing)).toBe(nothing);
  const dots = Array.from({ length: 13 }, (_, i) => ({ x0: 4 * i, y0: 8, x1: 4 * i + 2, y1: 10 }));
  const many = { mask: maskOf(...dots) };
  expect(await askAgain(model, image, encode, many)).toBe(many);
});
