import { UserError } from '../../base/error';
import { t } from '../../text/message';
import type { ModelConfig } from '../config';
import type { WeightSource } from '../onnx/graphBuilder';
import type { TensorInfo } from '../safetensors';
import { buildDecoder } from './decoder';
import { buildEncoder } from './encoder';

/** The weights in a file called `location` in the graph's folder. */
export function storedWeights(location: string, tensors: ReadonlyMap<string, TensorInfo>): WeightSource {
  const advice = t`Choose the architecture that the weights were trained with.`;
  return {
    location,
    find(key, shape) {
      const info = tensors.get(key);
      if (info === undefined) {
        throw new UserError('bad-model', { file: location, problem: t`The weights lack the tensor “${key}”.`, advice });
      }
      if (info.shape.join() !== shape.join()) {
        const problem = t`The tensor “${key}” has the shape [${info.shape.join()}], not [${shape.join()}].`;
        throw new UserError('bad-model', { file: location, problem, advice });
      }
      return info;
    },
  };
}

/** Keys and shapes of all weights that a model of this configuration reads. */
export function weightShapes(config: ModelConfig): Map<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>();
  const recorder: WeightSource = {
    location: '',
    find(key, shape) {
      shapes.set(key, shape);
      return { dtype: 'F32', shape, offset: 0, length: 0 };
    },
  };
  buildEncoder(config, recorder);
  buildDecoder(config, recorder);
  return shapes;
}
