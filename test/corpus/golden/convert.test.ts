import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ModelCard } from '../../../src/core/model/card';
import { loadModel } from '../../../src/node/model/modelFolder';
import { ortRuntime } from '../../../src/node/ort/ortRuntime';
import { runCli } from '../../cli/runCli';
import { expectAnswer, images, readPng } from './goldenAnswers';
import { miniConfig, temporaryFolder } from './miniModel';
import { golden } from '../../support/shared';

const root = path.join(import.meta.dirname, '../../..');

/** The golden checkpoint, imported as a user does it, and its masks by the way that every model is loaded. */
describe('sam-unet convert of a checkpoint with its optimizer, 115 MB', () => {
  const folder = temporaryFolder();
  const checkpoint = path.join(folder, 'mini.pth');

  beforeAll(() => {
    writeFileSync(checkpoint, gunzipSync(readFileSync(path.join(golden, 'checkpoints/sam_unet_mini_res34.pth.gz'))));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['copied', ['--precision', 'fp32']],
    ['in place', ['--in-place']],
  ])('gives the masks of PyTorch, %s', async (name, args) => {
    const out = path.join(folder, name);
    const { code, stdout, stderr } = await runCli('convert', checkpoint, '--out', out, ...args, '--json');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as { card: ModelCard }).card.architecture).toEqual(miniConfig);
    const model = await loadModel(out, ortRuntime, { provider: 'cpu', threads: 2 });
    for (const { file, prompts } of Object.values(images)) {
      const image = readPng(path.join(golden, file));
      const embedding = await model.encode(image);
      for (const prompt of Object.values(prompts)) await expectAnswer(model, embedding, prompt, image);
    }
    await model.dispose();
  });

  it.each(['fp32', 'fp16', 'in-place'])('takes far less memory than two copies of the file, %s', (weights) => {
    const program = path.join(root, 'test/corpus/golden/measureConvert.ts');
    const args = ['scripts/run-ts.mjs', program, checkpoint, path.join(folder, `measured-${weights}`), weights];
    const peak = Number(execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' }));
    expect(peak).toBeGreaterThan(0);
    expect(peak / statSync(checkpoint).size).toBeLessThan(1.3);
  });
});
