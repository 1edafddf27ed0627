import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../core/base/error';
import { modelFiles, parseModelCard } from '../../core/model/card';
import type { TensorRuntime } from '../../core/model/runtime';
import type { SamUnet } from '../../core/model/samUnet';
import { makeSelfTest, runSelfTest, type SelfTestResult } from '../../core/model/selfTest';
import { writeFileAtomically } from '../files/atomicWrite';
import { hashFile } from '../files/hashFile';
import { loadModel } from './modelFolder';

/**
 * Makes the self-test of a finished model folder on the CPU, and notes its hash in the card. It loads and runs the model, so it
 * belongs into a process of its own.
 *
 * @throws UserError as `loadModel`; `unwritable`
 */
export async function writeSelfTest(folder: string, runtime: TensorRuntime): Promise<void> {
  const cardFile = join(folder, modelFiles.card);
  const model = await loadModel(folder, runtime, { provider: 'cpu', threads: 2 });
  const file = join(folder, modelFiles.selfTest);
  try {
    await writeFileAtomically(file, await makeSelfTest(model));
  } finally {
    await model.dispose();
  }
  const card = JSON.parse(await readFile(cardFile, 'utf8')) as { sha256: object };
  const text = JSON.stringify({ ...card, sha256: { ...card.sha256, selfTest: await hashFile(file) } }, undefined, 2);
  parseModelCard(text);
  await writeFileAtomically(cardFile, `${text}\n`);
}

/**
 * Repeats the self-test in a model's folder with the loaded model.
 *
 * @returns undefined when the folder has none
 * @throws UserError `bad-model` when the self-test is not the one that the card speaks of
 */
export async function repeatSelfTest(folder: string, model: SamUnet): Promise<SelfTestResult | undefined> {
  const expected = model.card.sha256.selfTest;
  if (expected === undefined) return undefined;
  const file = join(folder, modelFiles.selfTest);
  if ((await hashFile(file)) === expected) return runSelfTest(model, await readFile(file));
  throw new UserError('bad-model', {
    file,
    problem: 'The file is not the one that the model card speaks of.',
    advice: 'Restore the model folder, or write it again with "npm run build:model".',
  });
}
