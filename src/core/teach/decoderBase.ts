import { embedWeights, storedWeightsOf, toFloats, type StoredWeight } from '../model/autodiff/parameters';
import type { ModelConfig } from '../model/config';
import { buildDecoder } from '../model/graph/decoder';
import { toHalf } from '../model/halfFloat';
import type { WeightSource } from '../model/onnx/graphBuilder';
import { elementType, type Graph } from '../model/onnx/model';
import { elementCount, parseSafetensors, writeSafetensors, type StoredTensor } from '../model/safetensors';
import { mostBytes } from './settings';

export type Weights = ReadonlyMap<string, Float32Array>;

/** A model's decoder in memory. */
export interface DecoderBase {
  /** With all weights in itself. */
  readonly graph: Graph;
  /** The weights that a label changes. */
  readonly weights: Weights;
}

/** Prompts are encoded as before: a taught label has one prompt alone. */
const fixed = /^prompt_encoder\./;

/**
 * The decoder of a model, and which of its weights a label may change: the largest that would make its file too large stay.
 *
 * @param read the bytes of a weight
 */
export async function decoderBase(
  config: ModelConfig,
  source: WeightSource,
  read: (weight: StoredWeight) => Promise<Uint8Array>,
): Promise<DecoderBase> {
  const graph = buildDecoder(config, source);
  const stored = storedWeightsOf(graph);
  const contents = new Map<string, Uint8Array>();
  for (const each of stored) contents.set(each.name, await read(each));
  const trained = stored
    .filter(({ name }) => !fixed.test(name))
    .toSorted((a, b) => elementCount(a.dims) - elementCount(b.dims) || (a.name < b.name ? -1 : 1));
  const weights = new Map<string, Float32Array>();
  let bytes = 0;
  for (const { name, type, dims } of trained) {
    bytes += 2 * elementCount(dims);
    if (bytes <= mostBytes) weights.set(name, toFloats(contents.get(name)!, type));
  }
  return { graph: embedWeights(graph, ({ name }) => contents.get(name)!), weights };
}

/** The decoder with other weights, ready to be loaded. */
export function replaceWeights({ graph }: DecoderBase, weights: Weights): Graph {
  return {
    ...graph,
    initializers: graph.initializers.map((each) => {
      const values = weights.get(each.name);
      if (values === undefined) return each;
      const data = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      return { ...each, type: elementType.float, data };
    }),
  };
}

/** Changed weights as a safetensors file in half precision. */
export function packWeights({ graph }: DecoderBase, weights: Weights): Uint8Array {
  const dims = new Map(graph.initializers.map((each) => [each.name, each.dims]));
  const tensors = [...weights].map(([name, values]): [string, StoredTensor] => {
    const data = new Uint8Array(Uint16Array.from(values, toHalf).buffer);
    return [name, { dtype: 'F16', shape: dims.get(name)!, data }];
  });
  return writeSafetensors(new Map(tensors));
}

/**
 * Changed weights as {@link packWeights} has written them.
 *
 * @returns undefined when they are not those of this decoder
 * @throws UserError `bad-model` for a damaged file
 */
export function unpackWeights({ graph, weights }: DecoderBase, file: Uint8Array): Weights | undefined {
  const dims = new Map(graph.initializers.map((each) => [each.name, each.dims.join()]));
  const tensors = [...parseSafetensors(file)];
  const fits = tensors.every(
    ([name, { dtype, shape }]) => dtype === 'F16' && weights.has(name) && shape.join() === dims.get(name),
  );
  if (!fits || tensors.length !== weights.size) return undefined;
  return new Map(tensors.map(([name, { data }]) => [name, toFloats(data, elementType.float16)]));
}

/** Weights as they are after having been written: what is measured is what is used. */
export function halved(weights: Weights): Weights {
  return new Map(
    [...weights].map(([name, values]) => [
      name,
      toFloats(new Uint8Array(Uint16Array.from(values, toHalf).buffer), elementType.float16),
    ]),
  );
}
