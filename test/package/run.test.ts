import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installedCli, installedCliLink, installedExtension } from '../../scripts/setup/installed.mjs';
import { sample } from '../harness/paths';
import { tinyCheckpoint, tinyPublished } from '../support/tinyCheckpoint';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'package für Läufe '));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The environment of someone who has never run the product: an empty home, and no repository to find anything in. */
function environment(home: string): NodeJS.ProcessEnv {
  mkdirSync(home, { recursive: true });
  const { PATH, SystemRoot } = process.env;
  return { PATH, SystemRoot, HOME: home, USERPROFILE: home, LOCALAPPDATA: home };
}

describe.each([
  ['VSIX', async () => path.join(await installedExtension(), 'dist', 'cli.js')],
  ['npm package', () => Promise.resolve(path.join(installedCli, 'dist', 'cli.js'))],
])('the command line in the %s', (name, cli) => {
  let work = '';
  let images = '';
  beforeAll(() => {
    work = path.join(folder, name);
    images = path.join(work, 'images');
    cpSync(sample, images, { recursive: true });
  });

  async function run(...args: readonly string[]): Promise<string> {
    const { status, stdout, stderr } = spawnSync(process.execPath, [await cli(), ...args], {
      cwd: work,
      encoding: 'utf8',
      env: environment(path.join(work, 'home')),
    });
    expect({ args, status, stderr: status === 0 ? '' : stderr }).toEqual({ args, status: 0, stderr: '' });
    return stdout;
  }

  it('works from an empty home: doctor, info, segment', async () => {
    const report = JSON.parse(await run('doctor', '--json')) as { devices: { device: string; failure?: string }[] };
    expect(report.devices.find(({ device }) => device === 'cpu')).not.toHaveProperty('failure');
    expect(await run('info', 'images/mr-series/brain_009.dcm')).toContain('Modality');
    await run('segment', 'images/png/brain_009.png', '--box', '40,40,90,90', '--label', 'brain');
    expect(existsSync(path.join(images, 'png', 'brain_009.png.mask.png'))).toBe(true);
  });

  it('makes masks of the whole sample, exports them, and evaluates against what it exported', async () => {
    await run('masks', 'images', '--prompts', 'images/prompts.json');
    await run('export', 'images', '--layout', 'sam-unet', '--status', 'all', '--split', 'test', '--out', 'set');
    const scores = JSON.parse(await run('evaluate', 'set', '--protocol', 'box', '--json')) as object;
    expect(JSON.stringify(scores)).toContain('dice');
  });

  it('makes a model of a checkpoint, which segments', async () => {
    writeFileSync(path.join(work, 'tiny.pth'), tinyCheckpoint(tinyPublished));
    await run('convert', 'tiny.pth', '--out', 'tiny');
    await run('segment', 'images/png/brain_006.png', '--box', '40,40,90,90', '--model', 'tiny', '--out', 'mask.png');
    expect(existsSync(path.join(work, 'mask.png'))).toBe(true);
  });
});

it('is called sam-unet once npm has installed it', () => {
  const { status, stdout } = spawnSync(installedCliLink, ['--version'], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
    env: environment(path.join(folder, 'home')),
  });
  expect({ status, stdout }).toEqual({ status: 0, stdout: '0.1.0\n' });
});
