import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../../scripts/setup/paths.mjs';
import type { FormatName } from '../../../src/core/image/medicalImage';
import { compare, type Result } from './compare';
import { corpusFiles, refused } from './corpus';
import { withResults } from './resultsTable';

const formatByEnding: Readonly<Record<string, FormatName>> = {
  nii: 'nifti',
  nrrd: 'nrrd',
  mha: 'metaimage',
  mgz: 'mgh',
  tif: 'tiff',
  png: 'png',
  dcm: 'dicom',
};

const files = corpusFiles();
const results: Result[] = [];

async function resultOf(file: string): Promise<Result> {
  const result = await compare(file);
  results.push(result);
  return result;
}

test('the corpus is there', () => {
  expect(files.length).toBeGreaterThan(100);
});

test.each(files)('%s opens as others read it, or names its error', async (file) => {
  const { info, by, problems } = await resultOf(file);
  const reason = refused[file];
  if (reason === undefined) {
    expect(problems).toEqual([]);
    expect(by).toBeDefined();
    expect(info?.format).toBe(formatByEnding[/\.(nii|nrrd|mha|mgz|tif|png)/.exec(file)?.[1] ?? 'dcm']);
  } else {
    expect(info).toBeUndefined();
    expect(problems).toEqual([expect.stringMatching(reason)]);
    expect(problems).toEqual([expect.stringContaining(file)]);
  }
});

test('the documentation holds these results', async () => {
  const page = readFileSync(path.join(root, 'docs/formats.md'), 'utf8');
  expect(await withResults(page, results)).toBe(page);
});
