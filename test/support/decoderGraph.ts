import { readFileSync } from 'node:fs';
import path from 'node:path';
import { embedWeights, storedWeightsOf, toFloats } from '../../src/core/model/autodiff/parameters';
import { parseModelCard, type ModelCard } from '../../src/core/model/card';
import type { ModelConfig } from '../../src/core/model/config';
import { buildDecoder } from '../../src/core/model/graph/decoder';
import { storedWeights } from '../../src/core/model/graph/weights';
import type { Graph } from '../../src/core/model/onnx/model';
import { headerLength, parseHeader, prefixBytes } from '../../src/core/model/safetensors';

const shipped = path.join(import.meta.dirname, '../../models/compact');

/** The decoder that ships, with its weights in itself and beside it as 32-bit values. */
export function shippedDecoder(): { card: ModelCard; graph: Graph; values: Map<string, Float32Array> } {
  const card = parseModelCard(readFileSync(path.join(shipped, 'card.json'), 'utf8'));
  return { card, ...decoderOf(card.architecture, readFileSync(path.join(shipped, 'weights.safetensors'))) };
}

/** The decoder of a safetensors file. */
export function decoderOf(config: ModelConfig, file: Uint8Array): { graph: Graph; values: Map<string, Float32Array> } {
  const length = headerLength(file.subarray(0, prefixBytes), file.length);
  const tensors = parseHeader(file.subarray(prefixBytes, prefixBytes + length), file.length);
  const graph = buildDecoder(config, storedWeights('weights', tensors));
  const bytes = (weight: { data: { offset: number; length: number } }): Uint8Array =>
    file.subarray(weight.data.offset, weight.data.offset + weight.data.length);
  const values = storedWeightsOf(graph).map((each) => [each.name, toFloats(bytes(each), each.type)] as const);
  return { graph: embedWeights(graph, bytes), values: new Map(values) };
}
