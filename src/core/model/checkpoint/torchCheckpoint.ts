import { UserError } from '../../base/error';
import { t } from '../../text/message';
import { elementCount, type TensorInfo } from '../safetensors';
import type { ByteSource } from '../../base/byteSource';
import { crc32 } from './crc32';
import type { TensorView } from './globals';
import { openLegacyFormat } from './legacyFormat';
import { stateDict } from './stateDict';
import { damaged, type StorageBytes } from './storage';
import { openZipFormat } from './zipFormat';

/** A tensor in the file: `offset` is that of its first element, `length` what its elements take when copied out. */
export interface CheckpointTensor extends TensorInfo {
  readonly itemSize: number;
  /** In elements. */
  readonly strides: readonly number[];
}

/** A checkpoint's table of contents. */
export interface TorchCheckpoint {
  readonly tensors: ReadonlyMap<string, CheckpointTensor>;
  /** The parts of the file that the tensors lie in. */
  readonly storages: readonly StorageBytes[];
}

/** Limit against files that claim more than they hold; no weight of a SAM-UNet comes near it. */
const maxTensorBytes = 2 ** 28;
const chunk = 2 ** 20;

/**
 * Reads the table of contents of a PyTorch checkpoint, in the zip format of `torch.save` or the one before. The file's pickle is
 * read without running anything; optimizers and other objects are passed over.
 *
 * @throws UserError `damaged` or `bad-model`, saying what is wrong
 */
export async function openTorchCheckpoint(source: ByteSource): Promise<TorchCheckpoint> {
  const container = await openContainer(source);
  const storages = new Map<string, StorageBytes>();
  const tensors = new Map<string, CheckpointTensor>();
  for (const [name, view] of stateDict(container.root)) {
    const { key } = view.storage;
    const place = storages.get(key) ?? (await container.locate(view.storage));
    storages.set(key, place);
    tensors.set(name, placed(name, view, place));
  }
  return { tensors, storages: [...storages.values()] };
}

async function openContainer(source: ByteSource): ReturnType<typeof openZipFormat> {
  if (source.size < 4) throw damaged(t`it is empty`);
  const [first, second] = await source.read(0, 4);
  if (first === 0x50 && second === 0x4b) return openZipFormat(source);
  if (first === 0x80) return openLegacyFormat(source);
  throw new UserError('bad-model', {
    problem: t`The file is not a PyTorch checkpoint.`,
    advice: t`Choose a file written by torch.save; its name usually ends in .pth, .pt or .ckpt.`,
  });
}

function placed(name: string, { storage, offset, shape, strides }: TensorView, place: StorageBytes): CheckpointTensor {
  const { dtype, itemSize, start } = storage;
  const tensor = {
    dtype,
    shape,
    itemSize,
    strides,
    offset: place.offset + (start + offset) * itemSize,
    length: elementCount(shape) * itemSize,
  };
  // Extents can be so many and so large that their product is no number, which no comparison holds for.
  const fits = tensor.length <= maxTensorBytes && tensor.offset + span(tensor) <= place.offset + place.length;
  if (!fits) {
    throw damaged(t`the tensor “${name}” extends past the end of its data`);
  }
  return tensor;
}

/** Bytes from the first to the last element in the file. */
function span({ shape, strides, itemSize }: Pick<CheckpointTensor, 'shape' | 'strides' | 'itemSize'>): number {
  if (elementCount(shape) === 0) return 0;
  return (shape.reduce((sum, extent, axis) => sum + (extent - 1) * (strides[axis] ?? 0), 0) + 1) * itemSize;
}

/** Whether a tensor's elements lie in the file as they are counted, in row-major order without gaps. */
function isContiguous({ shape, strides }: CheckpointTensor): boolean {
  let expected = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const extent = shape[axis] ?? 0;
    if (extent !== 1 && strides[axis] !== expected) return false;
    expected *= extent;
  }
  return true;
}

/** Whether a graph can read a tensor where it lies in the file. */
export function isUsableInPlace(tensor: CheckpointTensor): boolean {
  const { dtype, offset, itemSize } = tensor;
  return (dtype === 'F32' || dtype === 'F16') && offset % itemSize === 0 && isContiguous(tensor);
}

/** Reads a tensor's little-endian elements in row-major order. */
export async function readTensor(source: ByteSource, tensor: CheckpointTensor): Promise<Uint8Array> {
  const bytes = await source.read(tensor.offset, span(tensor));
  return isContiguous(tensor) ? bytes : gather(bytes, tensor);
}

function gather(bytes: Uint8Array, { shape, strides, itemSize, length }: CheckpointTensor): Uint8Array {
  const out = new Uint8Array(length);
  const index = shape.map(() => 0);
  for (let to = 0; to < length; to += itemSize) {
    const at = index.reduce((sum, value, axis) => sum + value * (strides[axis] ?? 0), 0) * itemSize;
    out.set(bytes.subarray(at, at + itemSize), to);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const next = (index[axis] ?? 0) + 1;
      index[axis] = next < (shape[axis] ?? 0) ? next : 0;
      if (index[axis] !== 0) break;
    }
  }
  return out;
}

/**
 * Checks the bytes of all storages against the checksums in the file; files of the old format have none.
 *
 * @param onBytes is called with every piece that was read, and may throw to stop
 * @throws UserError `damaged` when bytes have changed
 */
export async function checkStorages(
  source: ByteSource,
  storages: readonly StorageBytes[],
  onBytes: (count: number) => void,
): Promise<void> {
  for (const { key, offset, length, crc } of storages) {
    if (crc === undefined) continue;
    let actual = 0;
    for (let at = 0; at < length; at += chunk) {
      const bytes = await source.read(offset + at, Math.min(chunk, length - at));
      actual = crc32(bytes, actual);
      onBytes(bytes.length);
    }
    if (actual !== crc) throw damaged(t`the checksum of “${key}” does not match`);
  }
}
