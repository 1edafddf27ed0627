import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { UserError } from '../../core/base/error';
import type { ByteSource } from '../../core/base/byteSource';
import { convert, storedType, type Precision } from '../../core/model/checkpoint/convert';
import { readTensor, type CheckpointTensor } from '../../core/model/checkpoint/torchCheckpoint';
import { layoutSafetensors } from '../../core/model/safetensors';
import { t } from '../../core/text/message';
import { reasonOf } from '../files/reasonOf';

/**
 * Copies tensors into a new safetensors file, one at a time, so that memory holds the largest one and not the file.
 *
 * @param onBytes is called with every piece of the checkpoint that was read, and may throw to stop
 * @returns SHA-256 of the file in hexadecimal digits
 * @throws UserError `unwritable`, or `bad-model` when a weight cannot be stored in this precision
 */
export async function writeWeights(
  file: string,
  source: ByteSource,
  tensors: ReadonlyMap<string, CheckpointTensor>,
  precision: Precision,
  onBytes: (count: number) => void,
): Promise<string> {
  const stored = [...tensors].map(([key, { shape }]) => [key, { shape, dtype: storedType(precision, shape) }] as const);
  const layout = layoutSafetensors(new Map(stored));
  const handle = await attempt(file, open(file, 'wx'));
  const hash = createHash('sha256');
  const write = async (bytes: Uint8Array): Promise<void> => {
    hash.update(bytes);
    await attempt(file, handle.writeFile(bytes));
  };
  try {
    await write(layout.head);
    for (const [key, { dtype }] of layout.tensors) {
      const tensor = tensors.get(key)!;
      await write(convert(key, await readTensor(source, tensor), tensor.dtype, dtype as 'F32' | 'F16'));
      onBytes(tensor.length);
    }
    await attempt(file, handle.sync());
    return hash.digest('hex');
  } finally {
    await handle.close();
  }
}

async function attempt<T>(file: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw new UserError('unwritable', {
      file,
      problem: t`The file cannot be written: ${reasonOf(cause)}.`,
      advice: t`Check that the folder is writable and that there is free space.`,
      cause,
    });
  }
}
