import type { GraphBuilder, Value } from '../onnx/graphBuilder';
import { batchNorm, convolution, type Convolution } from './layers';
import { add, clip } from './ops';

const epsilon = 1e-3;
const stem = 32;

interface Stage {
  readonly repeats: number;
  readonly kernel: number;
  readonly stride: number;
  readonly expand: number;
  readonly to: number;
  /** The stage's output is one of the four features. */
  readonly feature?: true;
}

/** Stages of EfficientNet-Lite0 (tensorflow/tpu, `efficientnet_lite_builder.py`). */
const stages: readonly Stage[] = [
  { repeats: 1, kernel: 3, stride: 1, expand: 1, to: 16 },
  { repeats: 2, kernel: 3, stride: 2, expand: 6, to: 24, feature: true },
  { repeats: 2, kernel: 5, stride: 2, expand: 6, to: 40, feature: true },
  { repeats: 3, kernel: 3, stride: 2, expand: 6, to: 80 },
  { repeats: 3, kernel: 5, stride: 1, expand: 6, to: 112, feature: true },
  { repeats: 4, kernel: 5, stride: 2, expand: 6, to: 192 },
  { repeats: 1, kernel: 3, stride: 1, expand: 6, to: 320, feature: true },
];

/** Channels of the four features, at strides 4, 8, 16 and 32. */
export function efficientnetChannels(): number[] {
  return stages.filter((stage) => stage.feature).map((stage) => stage.to);
}

/** EfficientNet-Lite0 without its head: a 1×3×S×S image, S a multiple of 32, to its four features. */
export function efficientnet(g: GraphBuilder, image: Value): Value[] {
  let x = activated(g, image, 'conv.stem', { from: 3, to: stem, kernel: 3, stride: 2 });
  let from = stem;
  let index = 0;
  const features: Value[] = [];
  for (const stage of stages) {
    for (let i = 0; i < stage.repeats; i++) {
      x = block(g, x, `conv.blocks.${String(index++)}`, { ...stage, stride: i === 0 ? stage.stride : 1 }, from);
      from = stage.to;
    }
    if (stage.feature) features.push(x);
  }
  return features;
}

/** Inverted residual: expand, filter each channel, project. */
function block(g: GraphBuilder, x: Value, key: string, stage: Stage, from: number): Value {
  const inner = from * stage.expand;
  let y = x;
  if (stage.expand > 1) y = activated(g, y, `${key}.expand`, { from, to: inner, kernel: 1, stride: 1 });
  const { kernel, stride, to } = stage;
  y = activated(g, y, `${key}.depthwise`, { from: inner, to: inner, kernel, stride, groups: inner });
  y = normed(g, y, `${key}.project`, { from: inner, to, kernel: 1, stride: 1 });
  return stride === 1 && from === to ? add(g, x, y) : y;
}

type Layer = Omit<Convolution, 'pads' | 'bias'> & { readonly stride: number };

function activated(g: GraphBuilder, x: Value, key: string, layer: Layer): Value {
  return clip(g, normed(g, x, key, layer), 0, 6);
}

/** Convolution `key.0` with TensorFlow's SAME padding of an even size, and normalisation `key.1`. */
function normed(g: GraphBuilder, x: Value, key: string, layer: Layer): Value {
  const total = layer.kernel - layer.stride;
  const before = Math.floor(total / 2);
  const y = convolution(g, x, `${key}.0`, { ...layer, pads: [before, total - before], bias: false });
  return batchNorm(g, y, `${key}.1`, layer.to, epsilon);
}
