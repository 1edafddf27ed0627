import { modelFiles } from '../card';
import type { ModelConfig } from '../config';
import { encodeModel } from '../onnx/model';
import type { TensorInfo } from '../safetensors';
import { buildDecoder } from './decoder';
import { buildEncoder } from './encoder';
import { storedWeights } from './weights';

/**
 * The bytes of a model folder's `encoder.onnx` and `decoder.onnx`. Equal arguments give equal bytes.
 *
 * @param tensors what the folder's weights file holds
 * @param location its name
 * @throws UserError `bad-model` when the weights do not fit the configuration
 */
export function buildGraphs(
  config: ModelConfig,
  tensors: ReadonlyMap<string, TensorInfo>,
  location: string = modelFiles.weights,
): { encoder: Uint8Array; decoder: Uint8Array } {
  const weights = storedWeights(location, tensors);
  return {
    encoder: encodeModel(buildEncoder(config, weights)),
    decoder: encodeModel(buildDecoder(config, weights)),
  };
}
