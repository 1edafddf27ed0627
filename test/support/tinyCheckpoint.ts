import { res34, type ModelConfig } from '../../src/core/model/config';
import { randomTensors } from './randomWeights';
import { dictionary, optimizer, TorchFile, type SavedTensor } from './torchFile';

/** The published architecture, as small as it gets. */
export const tinyPublished: ModelConfig = {
  ...res34,
  imageSize: 64,
  vit: { width: 24, depth: 4, heads: 3, globalBlocks: [0, 1, 2, 3], window: 0, relativePositions: true },
  conv: { kind: 'resnet34', width: 4 },
  promptWidth: 32,
  decoderMlp: 32,
};

/** The same with windows in every other block. */
export const tinyWindowed: ModelConfig = {
  ...tinyPublished,
  vit: { ...tinyPublished.vit, depth: 8, globalBlocks: [1, 3, 5, 7], window: 3 },
};

/** The tensors of a model with random weights, with a counter as BatchNorm keeps it. */
export function tinyTensors(config: ModelConfig): Record<string, SavedTensor> {
  const tensors = [...randomTensors(config)].map(([key, { shape, values }]) => {
    return [key, { shape, storage: new Uint8Array(values.buffer) }] as const;
  });
  const counter: SavedTensor = { shape: [], storage: new Uint8Array(BigInt64Array.of(7n).buffer), type: 'LongStorage' };
  return { ...Object.fromEntries(tensors), 'resnet.stage0.1.num_batches_tracked': counter };
}

/** A checkpoint as the published training script saves it: `{"model": state_dict, "optimizer": <object>}`. */
export function tinyCheckpoint(config: ModelConfig, format: 'zip' | 'legacy' = 'zip'): Uint8Array {
  return new TorchFile(tinyTensors(config), format).bytes((model) => dictionary({ model, optimizer }));
}
