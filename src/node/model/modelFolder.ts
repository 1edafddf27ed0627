import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, UserError } from '../../core/base/error';
import { modelFiles, parseModelCard, type ModelCard } from '../../core/model/card';
import type { SessionOptions, TensorRuntime } from '../../core/model/runtime';
import { headerLength, parseHeader, PREFIX, type TensorInfo } from '../../core/model/safetensors';
import { SamUnet } from '../../core/model/samUnet';
import { hashFile } from '../files/hashFile';

/**
 * Reads the card of a model folder.
 *
 * @throws UserError `not-found` or `unreadable` when there is none, `bad-model` when it is wrong
 */
export async function readModelCard(folder: string): Promise<ModelCard> {
  const file = join(folder, modelFiles.card);
  const text = await attempt(file, () => readFile(file, 'utf8'));
  try {
    return parseModelCard(text);
  } catch (error) {
    throw error instanceof UserError ? error.inFile(file) : error;
  }
}

/**
 * Loads the model in a folder after checking that its files are those the card speaks of.
 *
 * @throws UserError naming the file that is missing, changed or cannot be run
 */
export async function loadModel(folder: string, runtime: TensorRuntime, options: SessionOptions): Promise<SamUnet> {
  const card = await readModelCard(folder);
  for (const part of ['weights', 'encoder', 'decoder', 'selfTest'] as const) {
    if (card.sha256[part] === undefined) continue;
    const file = join(folder, modelFiles[part]);
    if ((await hashFile(file)) === card.sha256[part]) continue;
    throw new UserError('bad-model', {
      file,
      problem: 'The file is not the one that the model card speaks of.',
      advice: 'Restore the model folder, or write its graphs and card again with "npm run build:model".',
    });
  }
  const encoder = await runtime.load(join(folder, modelFiles.encoder), options);
  try {
    return new SamUnet(card, encoder, await runtime.load(join(folder, modelFiles.decoder), options));
  } catch (error) {
    await encoder.dispose();
    throw error;
  }
}

/**
 * Reads the header of a safetensors file.
 *
 * @throws UserError `not-found`, `unreadable` or `bad-model`
 */
export async function readWeightsHeader(file: string): Promise<Map<string, TensorInfo>> {
  const handle = await attempt(file, () => open(file));
  try {
    const { size } = await handle.stat();
    const read = async (offset: number, length: number): Promise<Uint8Array> => {
      const { buffer, bytesRead } = await handle.read(new Uint8Array(length), 0, length, offset);
      return buffer.subarray(0, bytesRead);
    };
    const length = headerLength(await read(0, PREFIX), size);
    return parseHeader(await read(PREFIX, length), size);
  } catch (error) {
    throw error instanceof UserError ? error.inFile(file) : error;
  } finally {
    await handle.close();
  }
}

async function attempt<T>(file: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw missing
      ? new UserError('not-found', {
          file,
          problem: 'The file does not exist.',
          advice: 'Restore the model folder.',
          cause,
        })
      : new UserError('unreadable', { file, problem: `The file cannot be read: ${messageOf(cause)}.`, cause });
  }
}
