import { UserError } from '../../base/error';
import { t, type Message } from '../../text/message';
import type { Dtype } from '../safetensors';

/** PyTorch's storages by class: element type and its size in bytes. */
export const storageTypes: Readonly<Record<string, { dtype: Dtype; itemSize: number }>> = {
  DoubleStorage: { dtype: 'F64', itemSize: 8 },
  FloatStorage: { dtype: 'F32', itemSize: 4 },
  HalfStorage: { dtype: 'F16', itemSize: 2 },
  BFloat16Storage: { dtype: 'BF16', itemSize: 2 },
  LongStorage: { dtype: 'I64', itemSize: 8 },
  IntStorage: { dtype: 'I32', itemSize: 4 },
  ShortStorage: { dtype: 'I16', itemSize: 2 },
  CharStorage: { dtype: 'I8', itemSize: 1 },
  ByteStorage: { dtype: 'U8', itemSize: 1 },
  BoolStorage: { dtype: 'BOOL', itemSize: 1 },
};

/** A one-dimensional array that tensors are views of, as a checkpoint's pickle names it. */
export interface Storage {
  readonly key: string;
  readonly dtype: Dtype;
  readonly itemSize: number;
  /** First element within the storage called `key`; only files older than PyTorch 0.4 have others than 0. */
  readonly start: number;
}

/** Where the bytes of a storage lie in the file. */
export interface StorageBytes {
  readonly key: string;
  readonly offset: number;
  readonly length: number;
  /** CRC-32 of the bytes, if the file contains it. */
  readonly crc?: number;
}

export function damaged(problem: Message): UserError {
  return new UserError('damaged', {
    problem: t`The checkpoint is damaged: ${problem}.`,
    advice: t`Download or copy the file again.`,
  });
}
