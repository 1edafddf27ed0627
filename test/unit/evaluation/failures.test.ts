import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { neverCancelled } from '../../../src/core/base/cancellation';
import { protocols } from '../../../src/core/evaluation/protocols';
import { evaluateDatasets } from '../../../src/node/evaluation/evaluateDatasets';
import { readDataset } from '../../../src/node/evaluation/readDataset';
import { endProcessWide } from '../../../src/node/processWide';
import { boxSegmenter, writeBoxImage } from '../../support/boxModel';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'failures-'));
  for (const name of ['images', 'masks']) mkdirSync(path.join(folder, name));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
afterAll(endProcessWide);

/** What is said of a set with one image and these masks of it. */
async function evaluated(masks: Readonly<Record<string, string>>) {
  writeBoxImage(path.join(folder, 'images/a.png'));
  for (const [name, content] of Object.entries(masks)) writeFileSync(path.join(folder, 'masks', name), content);
  const index = Object.fromEntries(Object.keys(masks).map((name) => [`masks/${name}`, 'images/a.png']));
  writeFileSync(path.join(folder, 'label2image_test.json'), JSON.stringify(index));
  const errors: string[] = [];
  const { cases, failures } = await evaluateDatasets([await readDataset(folder)], {
    ...{ client: boxSegmenter(), protocols: protocols.filter(({ name }) => name === 'box'), token: neverCancelled },
    ...{ zoom: false, unit: 'px', tolerance: 2, clickLimit: 0, seed: '1' },
    onError: ({ message }) => errors.push(message),
  });
  expect(failures).toBe(errors.length);
  return { scored: cases.length, errors };
}

test('a set whose masks have all failed is no failure of its own', async () => {
  expect(await evaluated({ 'a_liver_000.png': 'damaged' })).toEqual({
    scored: 0,
    errors: [expect.stringContaining('a_liver_000.png')],
  });
});

test('a set without masks is named', async () => {
  expect(await evaluated({})).toEqual({
    scored: 0,
    errors: [expect.stringContaining('No mask of this set could be scored.')],
  });
});
