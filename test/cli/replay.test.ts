import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { saveMasks } from '../../src/node/masks/maskStore';
import { discImage, size } from '../support/discs';
import { liver, rectObject } from '../support/sidecars';
import { writeTinyBoxModel } from '../support/tinyModel';
import { runCli } from './runCli';

const box = { x0: 20, y0: 30, x1: 70, y1: 80 };

let folder = '';
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'cli-replay-'));
  mkdirSync(at('images'));
  writeFileSync(at('images/a.png'), discImage(box));
  const objects = [rectObject(size, box, { status: 'corrected', origin: 'human' })];
  const image = { ...size, slices: 1, path: at('images/a.png') };
  await saveMasks(image, { labels: [liver], objects }, { writer: 'human' });
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const at = (name: string): string => path.join(folder, name);

it('replays stored prompts with another model, and changes no mask', async () => {
  writeTinyBoxModel(at('tiny'));
  const before = readFileSync(at('images/a.png.masks.json'));
  const options = ['--candidate', at('tiny'), '--device', 'cpu', '--json', '--html', at('report.html')];
  const { code, stdout } = await runCli('replay', at('images'), ...options);
  expect(code).toBe(0);
  const { cases, ...found } = JSON.parse(stdout) as { cases: { image: string; before: number }[] };
  expect(found).toMatchObject({
    verdict: 'undecided',
    unprompted: 0,
    failures: 0,
    labels: [{ label: 'liver', masks: 1 }],
  });
  // The model that ships finds the disc in the box.
  expect(cases).toMatchObject([{ image: 'a.png' }]);
  expect(cases[0]!.before).toBeGreaterThan(0.7);
  expect(readFileSync(at('report.html'), 'utf8')).toContain('Replay: ');
  expect(readFileSync(at('images/a.png.masks.json'))).toEqual(before);
});

it('wants something to compare with', async () => {
  expect((await runCli('replay', at('images'))).stderr).toContain('--candidate DIR');
  expect((await runCli('replay', at('images'), '--candidate', at('tiny'), '--promote')).stderr).toContain('--taught');
  expect((await runCli('replay', at('images'), '--taught', 'liver', '--device', 'cpu')).stderr).toContain(
    'not been taught twice',
  );
});
