import { tokenGrid, type ModelConfig } from '../config';
import type { GraphBuilder, Value } from '../onnx/graphBuilder';
import { channelNorm, convolution, pointwise, toMap, toTokens } from './layers';

const keyPrefix = 'image_encoder.sam_img_encoder.neck';

/** From the last block's tokens 1×(T·T)×width to those of the image embedding, 1×(T·T)×C. */
export function neck(g: GraphBuilder, tokens: Value, config: ModelConfig): Value {
  const { promptWidth, vit } = config;
  const grid = tokenGrid(config);
  const narrow = pointwise(g, tokens, `${keyPrefix}.0`, vit.width, promptWidth, false);
  const map = toMap(g, channelNorm(g, narrow, `${keyPrefix}.1`, promptWidth), grid, promptWidth);
  const filtered = convolution(g, map, `${keyPrefix}.2`, {
    from: promptWidth,
    to: promptWidth,
    kernel: 3,
    pads: [1, 1],
    bias: false,
  });
  return channelNorm(g, toTokens(g, filtered, promptWidth), `${keyPrefix}.3`, promptWidth);
}
