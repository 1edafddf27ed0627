import path from 'node:path';
import { UserError } from '../../core/base/error';
import { textOf } from '../../core/base/text';
import { checkpointFile, modelFiles, parseModelCard, weightsFile, type ModelCard } from '../../core/model/card';
import { isUsableInPlace, openTorchCheckpoint } from '../../core/model/checkpoint/torchCheckpoint';
import type { SessionOptions, TensorRuntime } from '../../core/model/runtime';
import { headerLength, parseHeader, prefixBytes, type TensorInfo } from '../../core/model/safetensors';
import { SamUnet } from '../../core/model/samUnet';
import { t } from '../../core/text/message';
import { withFileSource } from '../files/fileSource';
import { hashFile } from '../files/hashFile';

/**
 * Reads the card of a model folder.
 *
 * @throws UserError `not-found` or `unreadable` when there is none, `bad-model` when it is wrong
 */
export async function readModelCard(folder: string): Promise<ModelCard> {
  return withFileSource(path.join(folder, modelFiles.card), async (source) =>
    parseModelCard(textOf(await source.read(0, source.size))),
  );
}

/**
 * Loads the model in a folder after checking that its files match the hashes in the card.
 *
 * @throws UserError naming the file that is missing, changed or cannot be run
 */
export async function loadModel(folder: string, runtime: TensorRuntime, options: SessionOptions): Promise<SamUnet> {
  const card = await readModelCard(folder);
  for (const part of ['weights', 'encoder', 'decoder', 'selfTest'] as const) {
    if (card.sha256[part] === undefined) continue;
    const file = path.join(folder, part === 'weights' ? weightsFile(card) : modelFiles[part]);
    if ((await hashFile(file)) === card.sha256[part]) continue;
    throw new UserError('bad-model', {
      file,
      problem: t`The file does not match its hash in the model card.`,
      advice: t`Restore the model folder, or rebuild its graphs and card with “npm run build:model”.`,
    });
  }
  return openModel(folder, card, runtime, options);
}

/**
 * Loads the model in a folder whose files are known to be those of the card.
 *
 * @throws UserError naming the file that cannot be run
 */
export async function openModel(
  folder: string,
  card: ModelCard,
  runtime: TensorRuntime,
  options: SessionOptions,
): Promise<SamUnet> {
  const encoder = await runtime.load(path.join(folder, modelFiles.encoder), options);
  try {
    return new SamUnet(card, encoder, await runtime.load(path.join(folder, modelFiles.decoder), options));
  } catch (error) {
    await encoder.dispose();
    throw error;
  }
}

/**
 * Reads what a weights file holds: the header of a safetensors file, or those tensors of a PyTorch checkpoint that
 * graphs can read where they lie.
 *
 * @throws UserError `not-found`, `unreadable`, `damaged` or `bad-model`
 */
export async function readWeights(file: string): Promise<ReadonlyMap<string, TensorInfo>> {
  return withFileSource(file, async (source) => {
    if (path.basename(file) === checkpointFile) {
      const { tensors } = await openTorchCheckpoint(source);
      return new Map([...tensors].filter(([, tensor]) => isUsableInPlace(tensor)));
    }
    const length = headerLength(await source.read(0, Math.min(prefixBytes, source.size)), source.size);
    return parseHeader(await source.read(prefixBytes, length), source.size);
  });
}
