import { spawnSync } from 'node:child_process';
import { cpSync, linkSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { installedExtension } from '../../scripts/setup/installed.mjs';
import { repository, sample } from '../harness/paths';
import { tinyCheckpoint, tinyPublished } from '../support/tinyCheckpoint';

const image = 'images/png/brain_006.png';
let folder = '';
let product = '';

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'incomplete-'));
  product = path.join(folder, 'sam-unet');
  linkAll(await installedExtension(), product);
  const images = ['mr-series/brain_009.dcm', 'transfer-syntaxes', 'png/brain_006.png', 'prompts.json'];
  for (const name of images) cpSync(path.join(sample, name), path.join(folder, 'images', name), { recursive: true });
  cpSync(path.join(repository, 'test/golden/formats/shown/colours.webp'), path.join(folder, 'colours.webp'));
  writeFileSync(path.join(folder, 'tiny.pth'), tinyCheckpoint(tinyPublished));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Copies a folder by hard links, so that its files can be moved away one by one. */
function linkAll(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) linkAll(source, target);
    else linkSync(source, target);
  }
}

function run(args: readonly string[]): { status: number | null; said: string } {
  const cli = path.join(product, 'dist', 'cli.js');
  for (const made of ['mask.png', 'shown.png', 'shown.nii.gz', 'tiny', `${image}.mask.png`, `${image}.masks.json`]) {
    rmSync(path.join(folder, made), { recursive: true, force: true });
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { cwd: folder, encoding: 'utf8' });
  return { status, said: stdout + stderr };
}

const segment: readonly string[] = ['segment', 'images/png/brain_006.png', '--box', '40,40,90,90', '--out', 'mask.png'];
const show = (file: string): readonly string[] => ['convert-image', file, 'shown.png'];
const syntax = (name: string): readonly string[] => [
  'convert-image',
  `images/transfer-syntaxes/${name}.dcm`,
  'shown.nii.gz',
];
const runtime = `dist/onnxruntime/${process.platform}/${process.arch}`;

const needed: readonly (readonly [file: string, args: readonly string[]])[] = [
  ['dist/inference.js', segment],
  ['dist/decode.worker.js', segment],
  ['dist/convert.js', ['convert', 'tiny.pth', '--out', 'tiny']],
  ['dist/openjpegwasm_decode.wasm', syntax('jpeg-2000-lossless')],
  ['dist/openjphjs.wasm', syntax('htj2k-lossless')],
  ['dist/charlswasm_decode.wasm', syntax('jpeg-ls-lossless')],
  ['dist/jpeg-turbo.wasm', syntax('jpeg-baseline-angiography')],
  ['dist/webp.wasm', show('colours.webp')],
  ['models/compact/card.json', segment],
  ['models/compact/encoder.onnx', segment],
  ['models/compact/decoder.onnx', segment],
  ['models/compact/weights.safetensors', segment],
  ...readdirSync(path.join(repository, ...runtime.split('/'))).map((name) => [`${runtime}/${name}`, segment] as const),
];

it.each(needed)('without %s it names the file and says what to do', (file, args) => {
  const whole = run(args);
  expect(whole.status, whole.said).toBe(0);
  const place = path.join(product, file);
  renameSync(place, `${place}.away`);
  const { status, said } = run(args);
  renameSync(`${place}.away`, place);
  expect(status).toBe(1);
  expect(said).toContain(place);
  expect(said).toMatch(/install|restore/i);
  expect(said).not.toMatch(/^\s+at |node:internal|It restarts/m);
  expect(said.trim().split('\n').length).toBeLessThanOrEqual(3);
});
