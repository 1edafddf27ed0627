import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { modelFiles } from '../../src/core/model/card';
import { compact, res34, res50, type ModelConfig } from '../../src/core/model/config';
import { buildGraphs } from '../../src/core/model/graph/build';
import { headerLength, parseHeader, prefixBytes, type TensorInfo } from '../../src/core/model/safetensors';
import { randomWeights } from '../support/randomWeights';

export const configs = { compact, res34, res50 } as const;
export type ModelName = keyof typeof configs;

/** A folder with the graphs of an architecture and seeded random weights; the weights are kept for the next time. */
export function modelFolder(name: ModelName): string {
  const folder = path.join('.cache', 'bench', name);
  const weights = path.join(folder, modelFiles.weights);
  mkdirSync(folder, { recursive: true });
  if (!existsSync(weights)) writeFileSync(weights, randomWeights(configs[name]));
  const graphs = buildGraphs(configs[name], weightsHeader(folder));
  writeFileSync(path.join(folder, modelFiles.encoder), graphs.encoder);
  writeFileSync(path.join(folder, modelFiles.decoder), graphs.decoder);
  return folder;
}

export function weightsHeader(folder: string): Map<string, TensorInfo> {
  const file = readFileSync(path.join(folder, modelFiles.weights));
  const length = headerLength(file.subarray(0, prefixBytes), file.length);
  return parseHeader(file.subarray(prefixBytes, prefixBytes + length), file.length);
}

/** Inputs of the encoder: values as a normalised image has them. */
export function imageInput({ imageSize }: ModelConfig): { image: { dims: number[]; data: Float32Array } } {
  const data = Float32Array.from({ length: 3 * imageSize ** 2 }, (_, i) => Math.sin(i * 0.7));
  return { image: { dims: [1, 3, imageSize, imageSize], data } };
}
