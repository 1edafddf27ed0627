import { UserError } from '../../base/error';
import { t } from '../../text/message';
import { fromHalf, toHalf } from '../halfFloat';
import type { Dtype } from '../safetensors';

/** How weights are stored: all in 32 bits, or what fills the file in 16. */
export type Precision = 'fp32' | 'fp16';

const halfMax = 65504;

/**
 * Element type that a weight is stored as. In half precision vectors keep 32 bits: they take no space, and the variances of a
 * BatchNorm can be larger than half precision reaches.
 */
export function storedType(precision: Precision, shape: readonly number[]): 'F32' | 'F16' {
  return precision === 'fp16' && shape.length > 1 ? 'F16' : 'F32';
}

/**
 * Converts little-endian elements, rounding to nearest.
 *
 * @throws UserError `bad-model` when the type holds no weights, or a weight is too large for half precision
 */
export function convert(name: string, bytes: Uint8Array, from: Dtype, to: 'F32' | 'F16'): Uint8Array {
  if (from === to) return bytes;
  const values = toFloats(name, bytes, from);
  if (to === 'F32') return new Uint8Array(values.buffer);
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Math.abs(value) > halfMax && Number.isFinite(value)) {
      throw new UserError('bad-model', {
        problem: t`The tensor “${name}” contains ${String(value)}, which is too large for half precision.`,
        advice: t`Convert the checkpoint in fp32.`,
      });
    }
    halves[i] = toHalf(value);
  }
  return new Uint8Array(halves.buffer);
}

function toFloats(name: string, bytes: Uint8Array, from: Dtype): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = (itemSize: number, value: (at: number) => number): Float32Array<ArrayBuffer> => {
    const values = new Float32Array(bytes.length / itemSize);
    for (let i = 0; i < values.length; i++) values[i] = value(i * itemSize);
    return values;
  };
  switch (from) {
    case 'F32': {
      // Without a copy where the elements are aligned: a checkpoint takes little more memory than its largest tensor.
      const { buffer, byteOffset } = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
      return new Float32Array(buffer, byteOffset, bytes.length / 4);
    }
    case 'F64':
      return read(8, (at) => view.getFloat64(at, true));
    case 'F16':
      return read(2, (at) => fromHalf(view.getUint16(at, true)));
    case 'BF16': {
      // The upper half of a 32-bit float.
      const values = new Float32Array(bytes.length / 2);
      const bits = new Uint32Array(values.buffer);
      for (let i = 0; i < bits.length; i++) bits[i] = view.getUint16(2 * i, true) << 16;
      return values;
    }
    default:
      throw new UserError('bad-model', {
        problem: t`The tensor “${name}” is stored as ${from}, which is not a type of weights.`,
        advice: t`Save the weights as floating-point numbers.`,
      });
  }
}
