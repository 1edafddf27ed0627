import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeRunLength } from '../../src/core/mask/runLength';
import { overlap } from '../../src/core/metrics/overlap';
import { parseSidecar } from '../../src/core/sidecar/sidecar';
import { readHistory } from '../../src/node/teach/taughtStore';
import { discExample, discName, writeTeachSet } from '../support/teachSet';
import { runCli } from './runCli';

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'teach-cli-'));
  await writeTeachSet(folder, 8, [...Array.from({ length: 5 }, () => 'accepted' as const), 'corrected', 'draft']);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

// It trains the shipped model, which takes long on a busy machine.
describe('sam-unet teach', { timeout: 600_000 }, () => {
  it('learns from accepted masks, and masks --taught finds the label in the other images', async () => {
    const taught = await runCli('teach', folder, '--label', 'disc', '--steps', '16', '--device', 'cpu', '--json');
    expect(taught.stderr + taught.stdout).toContain('"kept":true');
    const report = JSON.parse(taught.stdout) as Record<string, unknown> & { before: { dice: number } };
    expect(report).toMatchObject({ label: 'disc', examples: 6, heldOut: 6, kept: true });
    expect(await readHistory(folder, 'disc')).toMatchObject([{ examples: 6, verdicts: { verdicts: 6 } }]);

    const run = await runCli('masks', folder, '--taught', 'disc', '--device', 'cpu', '--json');
    expect(run.code, run.stderr).toBe(0);
    const file = path.join(folder, `${discName(7)}.masks.json`);
    const [object, ...others] = parseSidecar(readFileSync(file, 'utf8'), file).objects;
    expect(others).toEqual([]);
    expect(object).toMatchObject({ label: 'disc', status: 'draft', origin: 'machine', source: 'taught' });
    expect(overlap(decodeRunLength(object!.mask), discExample(7).mask).dice).toBeGreaterThan(report.before.dice + 0.2);
  });

  it('refuses a label with too few accepted masks, and changes nothing', async () => {
    const { code, stderr } = await runCli('teach', folder, '--label', 'spleen');
    expect(code).not.toBe(0);
    expect(stderr).toContain('“spleen” has accepted masks on 0 images, but at least 3 are needed.');
    expect(existsSync(path.join(folder, '.sam-unet', 'taught', 'spleen'))).toBe(false);
  });
});
