import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { modelFiles, parseModelCard } from '../../core/model/card';
import type { TensorRuntime } from '../../core/model/runtime';
import type { SamUnet } from '../../core/model/samUnet';
import { makeSelfTest, runSelfTest, type SelfTestResult } from '../../core/model/selfTest';
import { writeFileAtomically } from '../files/atomicWrite';
import { hashFile } from '../files/hashFile';
import { openModel, readModelCard } from './modelFolder';

/**
 * Makes the self-test of a model folder that has just been built, on the CPU, and notes its hash in the card. It loads and runs
 * the model, so it belongs into a process of its own.
 *
 * @throws UserError as `openModel`; `unwritable`
 */
export async function writeSelfTest(folder: string, runtime: TensorRuntime): Promise<void> {
  const cardFile = path.join(folder, modelFiles.card);
  const model = await openModel(folder, await readModelCard(folder), runtime, { provider: 'cpu', threads: 2 });
  const file = path.join(folder, modelFiles.selfTest);
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
 * Repeats the self-test in a model's folder with the loaded model, whose files have been compared with the card.
 *
 * @returns undefined when the folder has none
 */
export async function repeatSelfTest(folder: string, model: SamUnet): Promise<SelfTestResult | undefined> {
  if (model.card.sha256.selfTest === undefined) return undefined;
  return runSelfTest(model, await readFile(path.join(folder, modelFiles.selfTest)));
}
