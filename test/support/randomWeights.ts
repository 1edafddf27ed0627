import type { ModelConfig } from '../../src/core/model/config';
import { weightShapes } from '../../src/core/model/graph/weights';
import { toHalf } from '../../src/core/model/halfFloat';
import { elementCount, writeSafetensors, type StoredTensor } from '../../src/core/model/safetensors';

/** Seeded random weights that keep activations in a sensible range, by key. */
export function randomTensors(
  config: ModelConfig,
  seed = 1,
): Map<string, { shape: readonly number[]; values: Float32Array<ArrayBuffer> }> {
  const random = uniform(seed);
  const tensors = [...weightShapes(config)].map(([key, shape]) => {
    const count = elementCount(shape);
    const [outputs = 1] = shape;
    const scale = shape.length > 1 ? Math.sqrt(3 / (count / outputs)) : 0.1;
    const centre = /norm\d?\.weight$|running_var|bn\d\.weight$/.test(key) ? 1 : 0;
    return [
      key,
      { shape, values: Float32Array.from({ length: count }, () => centre + scale * (2 * random() - 1)) },
    ] as const;
  });
  return new Map(tensors);
}

/**
 * A safetensors file of random weights; large ones in half precision.
 * @param fixed the value of all weights of a tensor, by key
 */
export function randomWeights(config: ModelConfig, fixed: Readonly<Record<string, number>> = {}): Uint8Array {
  const tensors = new Map<string, StoredTensor>();
  for (const [key, { shape, values }] of randomTensors(config)) {
    const value = fixed[key];
    if (value !== undefined) values.fill(value);
    const half = values.length >= 1024;
    const data = half ? Uint16Array.from(values, toHalf) : values;
    tensors.set(key, { dtype: half ? 'F16' : 'F32', shape, data: new Uint8Array(data.buffer) });
  }
  return writeSafetensors(tensors);
}

/** Numbers in 0..1 by the generator mulberry32. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
