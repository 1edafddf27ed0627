import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readLabelVolumes } from '../../../src/core/formats/nifti/labelVolume';
import { readLabelPng } from '../../../src/core/formats/png/labelMap';
import { openBytes } from '../../../src/core/formats/registry';
import { readTextFile } from '../../../src/node/files/textFile';
import { readModelCard, readWeights } from '../../../src/node/model/modelFolder';
import { gunzip } from '../../../src/node/files/gzip';
import { noCodecs } from '../../fixtures/codecs';

const folder = mkdtempSync(path.join(tmpdir(), 'pointer-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const pointer = new TextEncoder().encode(
  'version https://git-lfs.github.com/spec/v1\n' +
    'oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n',
);

function put(name: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, pointer);
  return file;
}

test.each<[string, () => unknown]>([
  ['an image', () => openBytes(pointer, 'a.dcm', noCodecs)],
  ['a mask', () => readLabelPng(pointer)],
  ['a mask of a volume', () => readLabelVolumes(pointer, gunzip)],
  ['a text', () => readTextFile(put('a.json'))],
  ['a model card', () => (put('card.json'), readModelCard(folder))],
  ['weights', () => readWeights(put('model.safetensors'))],
])('a pointer of Git LFS in the place of %s is named', async (_, read) => {
  const reading = Promise.resolve().then(read);
  await expect(reading).rejects.toMatchObject({
    code: 'unreadable',
    message: expect.stringMatching(/Git LFS pointer.*git lfs pull/) as string,
  });
});
