import { createHash } from 'node:crypto';
import { fromHalf, toHalf } from '../../core/model/halfFloat';
import { parseSafetensors, writeSafetensors, type StoredTensor } from '../../core/model/safetensors';
import type { EncoderOutputs } from '../../core/model/samUnet';

/** Name of the tensor that holds the SHA-256 of all others. */
const checksum = 'sha256';

/**
 * The encoder's outputs in half precision as a safetensors file with a checksum; undefined when a value is too large for
 * half precision, or no number.
 */
export function formatEmbedding(outputs: EncoderOutputs): Uint8Array | undefined {
  const tensors = new Map<string, StoredTensor>();
  for (const [name, { dims, data }] of Object.entries(outputs)) {
    const half = new DataView(new ArrayBuffer(data.length * 2));
    for (const [at, value] of data.entries()) {
      const bits = toHalf(value);
      if (!isFinite(bits)) return undefined;
      half.setUint16(at * 2, bits, true);
    }
    tensors.set(name, { dtype: 'F16', shape: dims, data: new Uint8Array(half.buffer) });
  }
  tensors.set(checksum, { dtype: 'U8', shape: [32], data: hash(tensors) });
  return writeSafetensors(tensors);
}

/** Inverse of {@link formatEmbedding}. @throws Error when the file is damaged or another one */
export function parseEmbedding(file: Uint8Array): EncoderOutputs {
  const tensors = parseSafetensors(file);
  const expected = tensors.get(checksum);
  tensors.delete(checksum);
  if (expected === undefined || !hash(tensors).equals(expected.data)) throw new Error('The checksum does not match.');
  const outputs = [...tensors].map(([name, { dtype, shape, data }]) => {
    if (dtype !== 'F16') throw new Error(`“${name}” is not stored in half precision.`);
    const half = new DataView(data.buffer, data.byteOffset, data.byteLength);
    const values = Float32Array.from({ length: data.length / 2 }, (_, at) => fromHalf(half.getUint16(at * 2, true)));
    return [name, { dims: shape, data: values }] as const;
  });
  return Object.fromEntries(outputs);
}

/** Of names, shapes and values, in the order of the names. */
function hash(tensors: ReadonlyMap<string, StoredTensor>): Buffer {
  const digest = createHash('sha256');
  for (const [name, { shape, data }] of [...tensors].sort(([a], [b]) => (a < b ? -1 : 1))) {
    digest.update(JSON.stringify([name, shape])).update(data);
  }
  return digest.digest();
}

function isFinite(half: number): boolean {
  return (half & 0x7c00) !== 0x7c00;
}
