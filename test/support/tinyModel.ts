import { mkdirSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { modelFiles, type ModelCard } from '../../src/core/model/card';
import { compact, type ModelConfig } from '../../src/core/model/config';
import { buildGraphs } from '../../src/core/model/graph/build';
import { headerLength, parseHeader, prefixBytes } from '../../src/core/model/safetensors';
import { cardFor } from './modelFolder';
import { randomWeights } from './randomWeights';

/** The smallest architecture that has every learnt part of the one that ships. */
const tiny: ModelConfig = {
  ...compact,
  imageSize: 64,
  vit: { ...compact.vit, width: 24, depth: 4, globalBlocks: [0, 1, 2, 3] },
  promptWidth: 32,
  decoderMlp: 32,
  // Random weights expect nothing of a mask: with doubt, answers would be the ellipse, whatever the encoder says.
  doubt: 0,
};

/**
 * Writes a complete model folder with a tiny model of random weights that looks twice at objects.
 * @returns its card
 */
export function writeTinyModel(folder: string): ModelCard {
  return write(folder, randomWeights(tiny), {});
}

/** A tiny model that knows boxes alone: its answer is nearly the ellipse inscribed in the box. */
export function writeTinyBoxModel(folder: string): ModelCard {
  const weights = randomWeights(tiny, { 'mask_decoder.prior_scale': 100 });
  return write(folder, weights, { prompts: { box: true, point: false, mask: false } });
}

function write(folder: string, weights: Uint8Array, changes: Partial<ModelCard>): ModelCard {
  const length = headerLength(weights.subarray(0, prefixBytes), weights.length);
  const graphs = buildGraphs(tiny, parseHeader(weights.subarray(prefixBytes, prefixBytes + length), weights.length));
  const files = { weights, encoder: graphs.encoder, decoder: graphs.decoder };
  const hashes = Object.entries(files).map(([name, bytes]) => [name, createHash('sha256').update(bytes).digest('hex')]);
  const card = {
    ...cardFor(tiny, undefined, 2),
    name: 'tiny',
    ...changes,
    sha256: Object.fromEntries(hashes) as ModelCard['sha256'],
  };
  mkdirSync(folder, { recursive: true });
  for (const name of ['weights', 'encoder', 'decoder'] as const) {
    writeFileSync(path.join(folder, modelFiles[name]), files[name]);
  }
  writeFileSync(path.join(folder, modelFiles.card), JSON.stringify(card));
  return card;
}
