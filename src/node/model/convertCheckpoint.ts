import { randomBytes } from 'node:crypto';
import { link, mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { neverCancelled, throwIfCancelled, type CancellationToken } from '../../core/base/cancellation';
import { UserError } from '../../core/base/error';
import { checkpointFile, isModelName, modelFiles, type ModelCard } from '../../core/model/card';
import {
  checkStorages,
  isUsableInPlace,
  openTorchCheckpoint,
  type CheckpointTensor,
} from '../../core/model/checkpoint/torchCheckpoint';
import { convertedCard } from '../../core/model/convertedCard';
import { detectConfig, isWeight } from '../../core/model/detectConfig';
import type { ConvertRequest } from '../../core/protocol/convertApi';
import { t } from '../../core/text/message';
import { writeFileAtomically } from '../files/atomicWrite';
import { exists } from '../files/exists';
import { withFileSource } from '../files/fileSource';
import { hasCode } from '../files/hasCode';
import { hashFile } from '../files/hashFile';
import { buildModelFolder } from './buildModelFolder';
import { readModelCard } from './modelFolder';
import { writeWeights } from './writeWeights';
import { reasonOf } from '../files/reasonOf';
import { makeFolders } from '../files/makeFolders';

export interface ConvertOptions {
  /** Makes the self-test of the new model's folder. That runs the model, which takes far more memory than importing it. */
  readonly writeSelfTest: (folder: string) => Promise<void>;
  /** Called with the fraction that is done, 0..1. */
  readonly onProgress?: (fraction: number) => void;
  readonly token?: CancellationToken;
}

/**
 * Makes a model folder of a PyTorch checkpoint of a SAM-UNet. It is put together under a temporary name beside its place, so that
 * it is there whole or not at all.
 *
 * @returns the card of the new model
 * @throws UserError naming the file: `conflict` when the folder exists, `damaged` or `bad-model` for a checkpoint that cannot be
 * used, `bad-input` without heads where they are needed, `unreadable`, `unwritable`, `cancelled`
 */
export async function convertCheckpoint(request: ConvertRequest, options: ConvertOptions): Promise<ModelCard> {
  const { checkpoint, out, name, weights, heads } = request;
  if (!isModelName(name)) {
    throw new UserError('bad-input', {
      problem: t`“${name}” is not a valid model name.`,
      advice: t`Use lower-case letters, digits, dots and dashes.`,
    });
  }
  await refuseExisting(out);
  return withFileSource(checkpoint, async (source) => {
    const { tensors: all, storages } = await openTorchCheckpoint(source);
    const shapes = new Map([...all].map(([key, { shape }]) => [key, shape]));
    const architecture = detectConfig(shapes, heads);
    const tensors = new Map([...all].filter(([key]) => isWeight(key)));
    const inPlace = weights === 'in-place';
    if (inPlace) refuseUnusable(tensors);

    const checked = storages.reduce((sum, { crc, length }) => sum + (crc === undefined ? 0 : length), 0);
    const copied = inPlace ? 0 : weightBytes(tensors);
    const onBytes = progressOver(source.size + checked + copied, options);

    const sha256 = await hashFile(checkpoint, onBytes);
    await checkStorages(source, storages, onBytes);
    const card = convertedCard(name, architecture, { file: path.basename(checkpoint), sha256 }, inPlace);
    return build(out, async (folder) => {
      if (inPlace) await linkCheckpoint(checkpoint, path.join(folder, checkpointFile));
      const weightsHash = inPlace
        ? sha256
        : await writeWeights(path.join(folder, modelFiles.weights), source, tensors, weights, onBytes);
      await writeFileAtomically(path.join(folder, modelFiles.card), JSON.stringify(card));
      await buildModelFolder(folder, weightsHash);
      await options.writeSelfTest(folder);
      throwIfCancelled(options.token ?? neverCancelled);
      return readModelCard(folder);
    });
  });
}

function weightBytes(tensors: ReadonlyMap<string, CheckpointTensor>): number {
  return [...tensors.values()].reduce((sum, { length }) => sum + length, 0);
}

function progressOver(total: number, { onProgress, token }: ConvertOptions): (count: number) => void {
  let done = 0;
  return (count) => {
    throwIfCancelled(token ?? neverCancelled);
    done += count;
    onProgress?.(Math.min(1, done / total));
  };
}

function refuseUnusable(tensors: ReadonlyMap<string, CheckpointTensor>): void {
  const bad = [...tensors].find(([, tensor]) => !isUsableInPlace(tensor));
  if (bad === undefined) return;
  throw new UserError('bad-model', {
    problem: t`The checkpoint cannot be used in place: “${bad[0]}” (${bad[1].dtype}) is not stored in the form that the graph requires.`,
    advice: t`Convert it without --in-place.`,
  });
}

async function refuseExisting(folder: string): Promise<void> {
  if (await exists(folder)) throw existing(folder);
}

function existing(folder: string, cause?: unknown): UserError {
  return new UserError('conflict', {
    file: folder,
    problem: t`The folder already exists.`,
    advice: t`Choose another name or folder, or delete it first.`,
    cause,
  });
}

/** Lets `work` fill a temporary folder, and gives it its name when all went well. */
async function build<T>(out: string, work: (folder: string) => Promise<T>): Promise<T> {
  const parent = path.dirname(out);
  const folder = path.join(parent, `.${path.basename(out)}.${randomBytes(6).toString('hex')}.tmp`);
  await makeFolders(parent)
    .then(() => mkdir(folder))
    .catch((cause: unknown) => {
      throw unwritable(parent, cause);
    });
  try {
    const result = await work(folder);
    await rename(folder, out).catch((cause: unknown) => {
      const taken = hasCode(cause, 'ENOTEMPTY', 'EEXIST', 'ENOTDIR');
      throw taken ? existing(out, cause) : unwritable(out, cause);
    });
    return result;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

function unwritable(folder: string, cause: unknown): UserError {
  return new UserError('unwritable', {
    file: folder,
    problem: t`The folder cannot be created: ${reasonOf(cause)}.`,
    advice: t`Choose a writable folder.`,
    cause,
  });
}

/** A symbolic link would not do: ONNX Runtime follows it and refuses weights outside of the model's folder. */
async function linkCheckpoint(checkpoint: string, to: string): Promise<void> {
  await link(checkpoint, to).catch((cause: unknown) => {
    throw new UserError('unwritable', {
      file: checkpoint,
      problem: t`The checkpoint cannot be linked into the model folder: ${reasonOf(cause)}.`,
      advice: t`Convert it without --in-place, or to a folder on the same drive.`,
      cause,
    });
  });
}
