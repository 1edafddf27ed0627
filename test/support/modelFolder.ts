import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { modelFiles, type ModelCard } from '../../src/core/model/card';
import type { ModelConfig } from '../../src/core/model/config';
import { buildGraphs } from '../../src/core/model/graph/build';
import { headerLength, parseHeader, prefixBytes } from '../../src/core/model/safetensors';
import { SamUnet } from '../../src/core/model/samUnet';
import { ortRuntime } from '../../src/node/ort/ortRuntime';

/** What published checkpoints were trained with. */
export const samPreprocess: ModelCard['preprocess'] = {
  mean: [123.675, 116.28, 103.53],
  std: [58.395, 57.12, 57.375],
};

/** A card for models that exist only in a test. */
export function cardFor(architecture: ModelConfig, preprocess = samPreprocess, zoom = 1): ModelCard {
  const none = '0'.repeat(64);
  return {
    name: 'test',
    version: '0',
    architecture,
    preprocess,
    zoom,
    prompts: { box: true, point: true, mask: true },
    windowing: 'none',
    licence: 'none',
    credits: [],
    sha256: { weights: none, encoder: none, decoder: none },
    scores: [],
  };
}

/** Writes weights and graphs into a folder and loads them. */
export async function loadModel(folder: string, card: ModelCard, weights: Uint8Array): Promise<SamUnet> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, modelFiles.weights), weights);
  const length = headerLength(weights.subarray(0, prefixBytes), weights.length);
  const tensors = parseHeader(weights.subarray(prefixBytes, prefixBytes + length), weights.length);
  const graphs = buildGraphs(card.architecture, tensors);
  const load = async (name: 'encoder' | 'decoder') => {
    const file = path.join(folder, modelFiles[name]);
    writeFileSync(file, graphs[name]);
    return ortRuntime.load(file, { provider: 'cpu', threads: 2 });
  };
  return new SamUnet(card, await load('encoder'), await load('decoder'));
}
