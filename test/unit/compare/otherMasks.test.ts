import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeBinaryPng } from '../../../src/core/formats/png/labelMap';
import { sidecarVersion } from '../../../src/core/sidecar/migrations';
import { formatSidecar } from '../../../src/core/sidecar/sidecar';
import { joinJournals, parseJournal } from '../../../src/core/bulk/journal';
import { committedMasks, masksOfFile, replacedMasks } from '../../../src/node/compare/otherMasks';
import { liver, rectMask, rectObject } from '../../support/sidecars';

const size = { width: 8, height: 6 };
const rect = { x0: 1, y0: 1, x1: 4, y1: 5 };
const info = { ...size, slices: 1 };
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'compare-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const at = (name: string): string => path.join(folder, name);

it('reads the masks of a file, and refuses one of another size', async () => {
  writeFileSync(at('mask.png'), writeBinaryPng(rectMask(size, rect)));
  const [mask, ...rest] = await masksOfFile(at('mask.png'), info, [liver]);
  expect(rest).toEqual([]);
  expect(mask?.mask.equals(rectMask(size, rect))).toBe(true);
  await expect(masksOfFile(at('mask.png'), { ...info, width: 9 }, [])).rejects.toThrow(/mask\.png.*8 × 6 × 1 pixels/);
  await expect(masksOfFile(at('none.png'), info, [])).rejects.toThrow(/none\.png/);
});

it('reads what git has of a sidecar, and says when it has none', async () => {
  const git = (...args: readonly string[]): unknown => execFileSync('git', ['-C', folder, ...args], { stdio: 'pipe' });
  await expect(committedMasks(at('a.png'))).rejects.toThrow(/last commit contains no masks/);
  const head = { format: 'sam-unet-masks', version: sidecarVersion } as const;
  writeFileSync(
    at('a.png.masks.json'),
    formatSidecar({
      ...head,
      image: { file: 'a.png', ...info },
      labels: [liver],
      objects: [rectObject(size, rect)],
    }),
  );
  git('init', '-q');
  git('add', '.');
  git('-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '-qm', 'Masks');
  writeFileSync(at('a.png.masks.json'), 'changed since');
  const [mask] = await committedMasks(at('a.png'));
  expect(mask).toMatchObject({ label: 'liver', slice: 0 });
  expect(mask?.mask.equals(rectMask(size, rect))).toBe(true);
  git('branch', 'anna');
  git('rm', '-q', '--cached', 'a.png.masks.json');
  git('-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '-qm', 'None');
  expect(await committedMasks(at('a.png'), 'anna')).toMatchObject([{ label: 'liver' }]);
  await expect(committedMasks(at('a.png'))).rejects.toThrow(/last commit contains no masks/);
  await expect(committedMasks(at('a.png'), 'nobody')).rejects.toThrow(/branch nobody contains no masks/);
});

/** Ways in which a repository that lacks an object has git run a program. */
const traps: Readonly<Record<string, (program: string) => Readonly<Record<string, string>>>> = {
  'an SSH command': (program) => ({ 'remote.origin.url': 'ssh://host/repo', 'core.sshCommand': program }),
  'a remote helper': (program) => ({ 'remote.origin.url': `ext::${program}`, 'protocol.ext.allow': 'always' }),
  'an upload program': (program) => ({ 'remote.origin.url': '.', 'remote.origin.uploadpack': program }),
  'a proxy': (program) => ({ 'remote.origin.url': 'git://localhost/repo', 'core.gitProxy': program }),
};

it.runIf(process.platform !== 'win32').each(Object.keys(traps))('does not let %s of a repository run', async (trap) => {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', folder, ...args], { stdio: 'pipe', encoding: 'utf8' });
  const [program, mark] = [at('program'), at('mark')];
  writeFileSync(program, `#!/bin/sh\ntouch ${mark}\nexit 1\n`, { mode: 0o755 });
  writeFileSync(at('a.png.masks.json'), 'anything');
  git('init', '-q');
  git('add', 'a.png.masks.json');
  git('-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '-qm', 'Masks');
  const blob = git('rev-parse', 'HEAD:a.png.masks.json').trim();
  rmSync(at(`.git/objects/${blob.slice(0, 2)}`), { recursive: true });
  const config = {
    'core.repositoryFormatVersion': '1',
    'extensions.partialClone': 'origin',
    'remote.origin.promisor': 'true',
    'core.fsmonitor': program,
    ...traps[trap]!(program),
  };
  for (const [name, value] of Object.entries(config)) git('config', name, value);
  expect(() => git('cat-file', 'blob', blob)).toThrow();
  // The trap is one: git alone falls into it.
  expect(existsSync(mark)).toBe(true);
  rmSync(mark);
  await expect(committedMasks(at('a.png'))).rejects.toThrow(/last commit contains no masks/);
  expect(existsSync(mark)).toBe(false);
});

it('finds in the journal of a run what it has replaced', () => {
  const before = formatSidecar({
    format: 'sam-unet-masks',
    version: sidecarVersion,
    image: { file: 'a.png', ...info },
    labels: [liver],
    objects: [rectObject(size, rect), rectObject(size, rect, { id: 'other', status: 'rejected' })],
  });
  const model = { name: 'compact', sha256: 'ab', device: 'cpu' };
  const head = {
    type: 'run',
    version: 1,
    id: 'r1',
    at: '2026-11-24T12:00:00Z',
    by: 't',
    sources: [],
    model,
    images: 2,
  };
  const lines = [
    head,
    { type: 'written', image: 'a.png', version: '1', before },
    { type: 'written', image: 'b.png', version: '2' },
    { type: 'written', image: 'c.png', version: '3', before: 'no sidecar' },
  ];
  const record = joinJournals([parseJournal(lines.map((line) => JSON.stringify(line)).join('\n'), 'r1.jsonl')]);
  const masks = replacedMasks(record, 'a.png');
  expect(masks).toMatchObject([{ label: 'liver', slice: 0 }]);
  expect(masks?.[0]?.mask.equals(rectMask(size, rect))).toBe(true);
  expect(replacedMasks(record, 'b.png')).toBeUndefined();
  expect(() => replacedMasks(record, 'c.png')).toThrow(/c\.png before run r1/);
});
