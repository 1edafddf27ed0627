import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { encode } from 'fast-png';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatSidecar, parseSidecar, type Sidecar } from '../../../src/core/sidecar/sidecar';
import { followFolder } from '../../../src/node/masks/followFolder';
import { removeLeftovers } from '../../../src/node/masks/leftovers';
import { masksAt } from '../../../src/node/masks/masksAt';
import {
  inspectMasks,
  loadMasks,
  redrawMaskFiles,
  removeMasks,
  restoreMasks,
  saveMasks,
  type SaveOptions,
} from '../../../src/node/masks/maskStore';
import { copyMasks, moveMasks } from '../../../src/node/masks/moveMasks';
import { setMasksAside } from '../../../src/node/masks/setMasksAside';
import { liver, rectObject } from '../../support/sidecars';

const size = { width: 12, height: 9 };
const theirs = rectObject(size, { x0: 1, y0: 1, x1: 6, y1: 6 }, { origin: 'human' });
const ours = rectObject(size, { x0: 3, y0: 2, x1: 8, y1: 7 }, { id: '2' });

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'others-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const at = (...parts: string[]): string => path.join(folder, ...parts);
const image = (name: string) => ({ ...size, slices: 1, path: at(name) });
const hash = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

async function save(name: string, objects = [theirs], options: Partial<SaveOptions> = {}): Promise<void> {
  mkdirSync(path.dirname(at(name)), { recursive: true });
  writeFileSync(at(name), 'image');
  const { version } = await loadMasks(image(name));
  const how = { writer: 'human', expected: version, layout: 'objects', ...options } as const;
  await saveMasks(image(name), { labels: [liver], objects }, how);
}

/** A sidecar of `name` that calls a mask file of another image its own, hash and all. */
function plant(name: string, mask: string, file: string, fields: Partial<Sidecar> = {}): string {
  writeFileSync(at(name), 'image');
  const text = formatSidecar({
    ...{ format: 'sam-unet-masks', version: parseSidecar(readFileSync(sidecarOf(owner), 'utf8'), owner).version },
    ...{ image: { file: path.basename(name), ...size, slices: 1 }, labels: [liver], objects: [ours] },
    ...{ masks: [mask], maskHashes: { [mask]: hash(file) }, previousMaskHashes: { [mask]: hash(file) }, ...fields },
  });
  writeFileSync(sidecarOf(name), text);
  return text;
}

const sidecarOf = (name: string): string => at(`${name}.masks.json`);
let owner = '';

/** Who owns a mask, who claims it, and under which name. */
const claims = [
  { claimant: 'a.png', named: 'b.png', mask: 'masks/b__liver_0.png' },
  { claimant: 'a.jpg', named: 'a.png', mask: 'masks/a__liver_0.png' },
  { claimant: 'a.png', named: 'a__b.png', mask: 'masks/a__b__liver_0.png' },
  { claimant: 'a.png', named: 'IM0001', mask: 'masks/IM0001__liver_0.png' },
  { claimant: 'a.png', named: path.join('images', 'b.png'), mask: 'masks/b__liver_0.png' },
  { claimant: path.join('images', 'a.png'), named: 'b.png', mask: '../masks/b__liver_0.png' },
];

/** Everything that replaces, moves or removes masks of an image. */
const attempts: Readonly<Record<string, (claimant: string) => Promise<unknown>>> = {
  'saving again': (claimant) => save(claimant, [theirs]),
  'saving nothing': (claimant) => save(claimant, []),
  'saving a label map': (claimant) => save(claimant, [theirs], { layout: 'beside' }),
  overwriting: (claimant) => save(claimant, [theirs], { overwrites: true }),
  'a run': (claimant) => save(claimant, [ours], { writer: 'machine' }),
  'removing masks': async (claimant) => removeMasks(at(claimant), (await inspectMasks(at(claimant))).version),
  'undoing a run that replaced it': async (claimant) => {
    const { text, version } = await inspectMasks(at(claimant));
    await saveMasks(image(claimant), { labels: [liver], objects: [ours] }, { writer: 'machine', expected: version });
    await restoreMasks(image(claimant), text!, (await inspectMasks(at(claimant))).version);
  },
  'restoring mask files': (claimant) => redrawMaskFiles(image(claimant), true),
  'deleting the image': async (claimant) => {
    for (const each of await masksAt(at(claimant))) rmSync(each);
  },
  'renaming the image': (claimant) => moveMasks(at(claimant), at(path.dirname(claimant), 'c.png')),
  'copying the image': (claimant) => copyMasks(at(claimant), at(path.dirname(claimant), 'c.png')),
  'moving the image': (claimant) => moveMasks(at(claimant), at('else', 'c.png')),
  'setting masks aside': (claimant) => setMasksAside(at(claimant)),
  'cleaning up': (claimant) => removeLeftovers(path.dirname(at(claimant))),
};

describe.each(claims)('a sidecar of $claimant that names the mask of $named', ({ claimant, named, mask }) => {
  const file = (): string => path.join(path.dirname(at(claimant)), mask);

  it.each(Object.keys(attempts))('leaves that file alone: %s', async (attempt) => {
    owner = named;
    mkdirSync(path.dirname(at(claimant)), { recursive: true });
    await save(named);
    expect(existsSync(file())).toBe(true);
    const before = [hash(file()), hash(sidecarOf(named))];
    const state = await inspectMasks(at(named));
    for (const fields of [{}, { maskHashes: undefined }, { removed: true as const, masks: undefined, objects: [] }]) {
      plant(claimant, mask, file(), fields);
      await attempts[attempt]!(claimant).catch(() => undefined);
      expect(existsSync(file()), attempt).toBe(true);
      expect([hash(file()), hash(sidecarOf(named))], attempt).toEqual(before);
      expect(await inspectMasks(at(named))).toMatchObject({ state: state.state, version: state.version, faults: [] });
    }
  });

  it('gives way to masks of its own with the next save', async () => {
    owner = named;
    mkdirSync(path.dirname(at(claimant)), { recursive: true });
    await save(named);
    plant(claimant, mask, file());
    await save(claimant, [ours]);
    const { sidecar, faults } = await inspectMasks(at(claimant));
    expect(faults).toEqual([]);
    expect(sidecar!.masks).toHaveLength(1);
    expect(sidecar!.masks).not.toContain(mask);
  });
});

describe.each(['grey values', 'masks of its own', 'another name'])(
  'an image in the folder for masks that has %s is no mask, whatever a sidecar says',
  (trait) => {
    const mask = trait === 'another name' ? 'masks/a.png' : 'masks/a__liver_0.png';

    it.each(Object.keys(attempts))('%s', async (attempt) => {
      owner = 'b.png';
      await save(owner);
      const binary = readFileSync(at('masks', 'b__liver_0.png'));
      const grey = encode({ ...size, data: new Uint8Array(108).map((_, i) => i), depth: 8, channels: 1 });
      const picture = trait === 'grey values' ? grey : binary;
      for (const fields of [{}, { removed: true as const, masks: undefined, objects: [] }]) {
        writeFileSync(at(mask), picture);
        if (trait === 'masks of its own') writeFileSync(at(`${mask}.masks.json`), readFileSync(sidecarOf(owner)));
        plant('a.png', mask, at(mask), fields);
        await attempts[attempt]!('a.png').catch(() => undefined);
        expect(readFileSync(at(mask)).equals(picture), attempt).toBe(true);
        rmSync(at('a.png.masks.json'), { force: true });
      }
    });
  },
);

it('a mask whose image was renamed by hand stays its own', async () => {
  await save('a.png');
  for (const end of ['', '.masks.json']) renameSync(at(`a.png${end}`), at(`c.png${end}`));
  expect(await inspectMasks(at('c.png'))).toMatchObject({ state: 'human', faults: [] });
  await save('c.png', [theirs, ours]);
  expect((await inspectMasks(at('c.png'))).sidecar!.masks).toHaveLength(2);
});

it.runIf(process.platform === 'linux')(
  'masks of images whose names differ in case or form alone stay their own',
  async () => {
    const names = ['a.png', 'A.png', 'é.png', 'e\u0301.png'];
    for (let turn = 0; turn < 2; turn++) for (const name of names) await save(name);
    for (const name of names) {
      expect(await inspectMasks(at(name))).toMatchObject({ state: 'human', faults: [] });
      expect((await inspectMasks(at(name))).sidecar!.masks).toEqual([`masks/${name.slice(0, -4)}__liver_0.png`]);
    }
  },
);

it('a folder that is no longer called images leaves the masks of its neighbours', async () => {
  owner = 'b.png';
  await save('b.png');
  await save(path.join('images', 'a.png'));
  const before = hash(at('masks', 'b__liver_0.png'));
  plant(path.join('images', 'c.png'), '../masks/b__liver_0.png', at('masks', 'b__liver_0.png'));
  renameSync(at('images'), at('ct'));
  await followFolder(at('images'), at('ct'));
  expect(hash(at('masks', 'b__liver_0.png'))).toBe(before);
  expect(existsSync(at('ct', 'masks', 'a__liver_0.png'))).toBe(true);
});
