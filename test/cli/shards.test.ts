import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BulkSummary } from '../../src/core/bulk/bulkSummary';
import { shardOf, shardText, shardsOf } from '../../src/core/bulk/shard';
import type { RunStatus } from '../../src/node/bulk/runStatus';
import { discImage } from '../support/discs';
import { masksWithoutTimes } from '../support/masksWithoutTimes';
import { killCliWhen, runCli } from './runCli';

const names = Array.from({ length: 12 }, (_, i) => `${String(i).padStart(2, '0')}.png`);
const three = shardsOf(3).map(shardText);
let root = '';
let folder = '';

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'cli-shards-'));
  folder = path.join(root, 'images');
  const copy = path.join(root, 'copy');
  for (const [i, name] of names.entries()) {
    const file = path.join(folder, name);
    cpSync(write(discImage({ x0: 20, y0: 30, x1: 70 + (i % 9), y1: 80 })), file);
    cpSync(file, path.join(copy, name));
  }
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function write(bytes: Uint8Array): string {
  const file = path.join(root, 'image.png');
  writeFileSync(file, bytes);
  return file;
}

const masked = (): number => readdirSync(folder).filter((name) => name.endsWith('.mask.png')).length;

async function masks(...args: readonly string[]): Promise<BulkSummary> {
  const { stdout, stderr } = await runCli('masks', folder, ...args, '--json');
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as BulkSummary;
}

async function statusOf(run: string): Promise<RunStatus & { readonly code: number | null }> {
  const { code, stdout } = await runCli('masks', folder, '--runs', '--run', run, '--json');
  return { ...(JSON.parse(stdout) as RunStatus), code };
}

describe('sam-unet masks --shard', () => {
  it('makes the masks of one machine by three shards, whatever their order, and one run of it', async () => {
    const runs = new Set<string>();
    for (const shard of three.toReversed()) runs.add((await masks('--whole', '--shard', shard)).run!);
    expect(runs.size).toBe(1);
    const [run = ''] = runs;
    await runCli('masks', path.join(root, 'copy'), '--whole');
    expect(masksWithoutTimes(folder)).toEqual(masksWithoutTimes(path.join(root, 'copy')));
    expect(Object.keys(masksWithoutTimes(folder))).toHaveLength(2 * names.length);

    expect(await statusOf(run)).toMatchObject({ code: 0, state: 'ended', written: names.length, failed: 0 });
    expect((await runCli('masks', folder, '--runs')).stdout).toMatch(/ finished +12 of 12 .*3 shards/);
    const part = await runCli('masks', folder, '--undo', run, '--shard', '2/3', '--json');
    const second = names.filter((name) => shardOf(name, 3) === 2);
    expect(JSON.parse(part.stdout)).toMatchObject({ removed: second, left: [] });
    expect(await statusOf(run)).toMatchObject({ written: names.length - second.length });
    expect((await masks('--resume', run, '--shard', '2/3')).written).toEqual(second);
    const whole = await runCli('masks', folder, '--undo', run, '--json');
    expect(JSON.parse(whole.stdout)).toMatchObject({ removed: names, left: [] });
    expect(masked()).toBe(0);
  }, 400_000);

  it.skipIf(process.platform === 'win32')('killed, it is resumed by the same command, or as a whole', async () => {
    const command = ['--whole', '--shard', '1/2', '--run', 'night'] as const;
    const { code } = await killCliWhen(() => masked() > 1, 'masks', folder, ...command);
    expect(code).toBeNull();
    expect(await statusOf('night')).toMatchObject({ code: 1, state: 'interrupted' });
    const first = names.filter((name) => shardOf(name, 2) === 1);
    const again = await masks(...command);
    expect(again).toMatchObject({ run: 'night', failed: [], skipped: [] });
    expect(again.before + again.written.length).toBe(first.length);
    const rest = await masks('--resume', 'night');
    expect(rest.written).toHaveLength(names.length - first.length);
    expect(await statusOf('night')).toMatchObject({ code: 0, written: names.length });
  });

  it.each([
    [['--whole', '--shard', '8/7'], 'Expected i/n'],
    [['--whole', '--shard', '1/2', '--run', '../x'], 'only letters, digits'],
    [['--whole', '--shard', '1/2', '--expect-model', 'abc'], "hash of the model's weights is not abc"],
    [['--resume', 'night', '--shard', '1/2'], 'There is no run night'],
    [['--undo', 'night', '--shard', '1/2'], 'There is no journal of shard 1/2'],
    [['--runs', '--run', 'night'], 'There is no run night'],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await runCli('masks', folder, ...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(message);
    expect(masked()).toBe(0);
  });
});
