import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BulkSummary } from '../../../src/core/bulk/bulkSummary';
import { parseJournal } from '../../../src/core/bulk/journal';
import { decodeRunLength } from '../../../src/core/mask/runLength';
import { overlap } from '../../../src/core/metrics/overlap';
import { parseSidecar, type Sidecar } from '../../../src/core/sidecar/sidecar';
import { endProcessWide } from '../../../src/node/processWide';
import { importMasks } from '../../../src/node/transfer/importMasks';
import { killCliWhen, runCli } from '../../cli/runCli';
import { storedMasks } from '../../support/storedMasks';
import { validation } from '../../support/shared';

/** Every image of the validation sets in one workspace, and apart from it their masks, as objects of copies. */
let folder = '';
const at = (...parts: readonly string[]): string => path.join(folder, ...parts);
const sets = readdirSync(validation);

/** Paths of the images, relative to the workspace. */
const images = sets.flatMap((set) =>
  readdirSync(path.join(validation, set, 'images')).map((name) => `${set}/images/${name}`),
);
/** Images with masks of a person. */
const human = images.filter((_, i) => i % 40 === 7);
const rest = images.filter((image) => !human.includes(image));
/** Boxes of an image that are asked about: with all of them the run takes three times as long and shows no more. */
const mostBoxes = 1;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'workspace-'));
  for (const name of ['workspace', 'truth']) copyImages(at(name));
  for (const set of sets) {
    const source = path.join(validation, set);
    await importMasks({ source, images: at('truth', set), origin: 'human', by: 'truth' });
  }
  for (const image of human) {
    for (const file of masksBeside('truth', image)) cpSync(at('truth', file), at('workspace', file));
  }
  writeFileSync(at('workspace', 'boxes.json'), JSON.stringify(boxesOfTruth()));
}, 300_000);

afterAll(async () => {
  await endProcessWide();
  rmSync(folder, { recursive: true, force: true });
});

function copyImages(to: string): void {
  for (const set of sets)
    cpSync(path.join(validation, set, 'images'), path.join(to, set, 'images'), { recursive: true });
}

function masksBeside(where: string, image: string): string[] {
  const below = path.dirname(image);
  const names = readdirSync(at(where, below)).filter((name) => name.startsWith(`${path.basename(image)}.mask`));
  return names.map((name) => `${below}/${name}`);
}

function sidecarOf(where: string, image: string): Sidecar {
  return parseSidecar(readFileSync(at(where, `${image}.masks.json`), 'utf8'), image);
}

/** The bounds of masks of the truth, as a COCO file. */
function boxesOfTruth(): object {
  const categories = new Map<string, number>();
  const annotations: object[] = [];
  const listed = images.map((file_name, id) => {
    const { image, objects } = sidecarOf('truth', file_name);
    for (const { label, prompt } of objects.slice(0, mostBoxes)) {
      const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = prompt.box ?? [];
      if (!categories.has(label)) categories.set(label, categories.size + 1);
      const bbox = [x0, y0, x1 - x0, y1 - y0];
      annotations.push({ id: annotations.length, image_id: id, category_id: categories.get(label), bbox });
    }
    return { id, file_name, width: image.width, height: image.height };
  });
  return { images: listed, categories: [...categories].map(([name, id]) => ({ id, name })), annotations };
}

function masked(): string[] {
  return readdirSync(at('workspace'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.mask.png'),
  );
}

it('is masked once by a run that is killed and resumed, and what users made stays', async () => {
  const planted = human.flatMap((image) => masksBeside('workspace', image));
  const bytes = planted.map((file) => readFileSync(at('workspace', file)));
  for (const [stop, args] of [
    [40, ['--coco', at('workspace', 'boxes.json')]],
    [220, ['--resume']],
  ] as const) {
    const { code } = await killCliWhen(() => masked().length > stop, 'masks', at('workspace'), ...args);
    expect(code).toBeNull();
  }
  const { stdout } = await runCli('masks', at('workspace'), '--resume', '--json');
  const { run, written, before, failed } = JSON.parse(stdout) as BulkSummary;
  expect(failed).toEqual([]);
  expect(before).toBeGreaterThan(200);
  expect(written.length + before).toBe(rest.length);
  const journal = parseJournal(readFileSync(at('workspace', `.sam-unet/runs/${run!}.jsonl`), 'utf8'), 'journal');
  expect([...journal.written.keys()].sort()).toEqual(rest.toSorted());
  for (const image of rest) {
    const { objects } = sidecarOf('workspace', image);
    expect(objects.length).toBeGreaterThan(0);
    expect(objects.every((object) => object.run === run && object.origin === 'machine')).toBe(true);
  }
  expect(human.flatMap((image) => masksBeside('workspace', image))).toEqual(planted);
  for (const [i, file] of planted.entries()) expect(readFileSync(at('workspace', file)).equals(bytes[i]!)).toBe(true);
}, 600_000);

it('agrees with the truth', () => {
  const dice = sets.map((set) => mean(rest.filter((image) => image.startsWith(`${set}/`)).flatMap(agreement)));
  console.log(sets.map((set, i) => `${set} ${dice[i]!.toFixed(3)}`).join(', '));
  expect(mean(dice)).toBeGreaterThan(0.75);
});

/** Dice coefficients of the masks of an image; the same box twice is one object. */
function agreement(image: string): number[] {
  const truth = sidecarOf('truth', image).objects;
  return sidecarOf('workspace', image).objects.map(({ label, prompt, mask }) => {
    const same = truth.find((object) => object.label === label && object.prompt.box?.join() === prompt.box?.join());
    return overlap(decodeRunLength(mask), decodeRunLength(same!.mask)).dice;
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A grey and a colour set, with volumes of slices between them: each further one takes seconds and shows no more. */
const exported = ['drive_fundus_vessel', 'la_mr'];

/** nnU-Net keeps grey and colour images apart, and so the sets. */
it.each([
  ['nnunet', exported],
  ['sa-med2d', exported],
] as const)(
  'goes to %s and comes back equal',
  async (layout, parts) => {
    const back = at(`${layout}-back`);
    copyImages(back);
    for (const part of parts) {
      const out = at(layout, part);
      const args = ['--layout', layout, '--out', out, '--status', 'all', '--accept-losses', '--json'];
      const { stdout } = await runCli('export', at('workspace', part), ...args);
      const exported = JSON.parse(stdout) as { failed: unknown[]; losses: { file: string }[] };
      expect(exported.failed).toEqual([]);
      const request = { source: out, images: path.join(back, part), origin: 'machine', by: 'tests' } as const;
      expect(await importMasks(request)).toMatchObject({ failed: [] });
      const [stored, found] = [at('workspace'), back].map((where) => storedMasks(path.join(where, part)));
      const lossy = new Set(exported.losses.map(({ file }) => `${file}.masks.json`));
      if (layout === 'sa-med2d') expect(lossy.size).toBe(0);
      for (const [name, masks] of Object.entries(stored!))
        if (!lossy.has(name)) expect(found![name], name).toEqual(masks);
    }
  },
  300_000,
);
