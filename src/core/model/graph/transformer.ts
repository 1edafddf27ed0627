import type { ModelConfig } from '../config';
import type { GraphBuilder, Value } from '../onnx/graphBuilder';
import { attend, joinHeads, splitHeads } from './attention';
import { linear } from './layers';
import { add, layerNorm, relu } from './ops';

const keyPrefix = 'mask_decoder.sam_mask_decoder.transformer';
const layers = 2;
const heads = 8;
const epsilon = 1e-5;

/** The state of the two-way transformer: prompt tokens N×L×C and image tokens N×(T·T)×C. */
export interface TwoWay {
  readonly tokens: Value;
  readonly image: Value;
}

/**
 * SAM's two-way transformer. Prompt tokens and image tokens read from each other in turn; the original tokens serve as
 * positions of the former, `positions` 1×(T·T)×C of the latter. The image may be one for all N prompts at first.
 */
export function twoWayTransformer(g: GraphBuilder, start: TwoWay, positions: Value, config: ModelConfig): TwoWay {
  const origin = start.tokens;
  let state = start;
  for (let layer = 0; layer < layers; layer++) state = twoWayLayer(g, state, origin, positions, layer, config);
  const { tokens, image } = state;
  const read = attention(g, `${keyPrefix}.final_attn_token_to_image`, config.promptWidth / 2, config, {
    q: add(g, tokens, origin),
    k: add(g, image, positions),
    v: image,
  });
  return { tokens: norm(g, add(g, tokens, read), 'norm_final_attn', config), image };
}

function twoWayLayer(
  g: GraphBuilder,
  { tokens, image }: TwoWay,
  origin: Value,
  positions: Value,
  layer: number,
  config: ModelConfig,
): TwoWay {
  const { promptWidth, decoderMlp } = config;
  const key = `layers.${String(layer)}`;
  const path = `${keyPrefix}.${key}`;
  // The first layer's self-attention has neither positions nor a residual.
  const q = layer === 0 ? tokens : add(g, tokens, origin);
  const mixed = attention(g, `${path}.self_attn`, promptWidth, config, { q, k: q, v: tokens });
  tokens = norm(g, layer === 0 ? mixed : add(g, tokens, mixed), `${key}.norm1`, config);

  const placed = add(g, image, positions);
  const read = attention(g, `${path}.cross_attn_token_to_image`, promptWidth / 2, config, {
    q: add(g, tokens, origin),
    k: placed,
    v: image,
  });
  tokens = norm(g, add(g, tokens, read), `${key}.norm2`, config);

  const hidden = relu(g, linear(g, tokens, `${path}.mlp.lin1`, promptWidth, decoderMlp));
  const thought = linear(g, hidden, `${path}.mlp.lin2`, decoderMlp, promptWidth);
  tokens = norm(g, add(g, tokens, thought), `${key}.norm3`, config);

  const written = attention(g, `${path}.cross_attn_image_to_token`, promptWidth / 2, config, {
    q: placed,
    k: add(g, tokens, origin),
    v: tokens,
  });
  return { tokens, image: norm(g, add(g, image, written), `${key}.norm4`, config) };
}

/** SAM's `Attention`: q, k and v are projected to `inner` channels, attended to in 8 heads, and projected back. */
function attention(
  g: GraphBuilder,
  key: string,
  inner: number,
  { promptWidth }: ModelConfig,
  { q, k, v }: { readonly q: Value; readonly k: Value; readonly v: Value },
): Value {
  const project = (x: Value, name: string, transposed = false): Value =>
    splitHeads(g, linear(g, x, `${key}.${name}_proj`, promptWidth, inner), heads, inner, transposed);
  const attended = attend(g, project(q, 'q'), project(k, 'k', true), project(v, 'v'), inner / heads);
  return linear(g, joinHeads(g, attended, inner), `${key}.out_proj`, inner, promptWidth);
}

function norm(g: GraphBuilder, x: Value, name: string, { promptWidth }: ModelConfig): Value {
  return layerNorm(g, x, `${keyPrefix}.${name}`, promptWidth, epsilon);
}
