import { checkStorages, openTorchCheckpoint, readTensor } from '../../src/core/model/checkpoint/torchCheckpoint';
import type { StoredTensor } from '../../src/core/model/safetensors';
import { bytesSource } from '../../src/core/base/byteSource';

/** All tensors of a checkpoint, after checking its bytes. */
export async function readCheckpoint(file: Uint8Array): Promise<Map<string, StoredTensor>> {
  const source = bytesSource(file);
  const { tensors, storages } = await openTorchCheckpoint(source);
  await checkStorages(source, storages, () => undefined);
  const all = new Map<string, StoredTensor>();
  for (const [key, tensor] of tensors) {
    all.set(key, { dtype: tensor.dtype, shape: tensor.shape, data: await readTensor(source, tensor) });
  }
  return all;
}
