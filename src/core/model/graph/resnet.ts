import type { GraphBuilder, Value } from '../onnx/graphBuilder';
import { batchNorm, convolution } from './layers';
import { add, relu } from './ops';

const epsilon = 1e-5;
const stageBlocks = [3, 4, 6, 3] as const;

/** Channels of the four features of a ResNet, at strides 4, 8, 16 and 32. */
export function resnetChannels(kind: 'resnet34' | 'resnet50', width: number): number[] {
  return [1, 2, 4, 8].map((factor) => factor * width * expansion(kind));
}

/** torchvision's ResNet-34 or ResNet-50 without its head: a 1×3×S×S image to its four features. */
export function resnet(g: GraphBuilder, image: Value, kind: 'resnet34' | 'resnet50', width: number): Value[] {
  const stem = convolution(g, image, 'resnet.stage0.0', {
    from: 3,
    to: width,
    kernel: 7,
    stride: 2,
    pads: [3, 3],
    bias: false,
  });
  let x = g.node('MaxPool', [relu(g, batchNorm(g, stem, 'resnet.stage0.1', width, epsilon))], {
    kernel_shape: [3, 3],
    strides: [2, 2],
    pads: [1, 1, 1, 1],
  });
  let channels = width;
  return stageBlocks.map((blocks, stage) => {
    for (let i = 0; i < blocks; i++) {
      const inner = width * 2 ** stage;
      const stride = i === 0 && stage > 0 ? 2 : 1;
      x = block(g, x, `resnet.stage${String(stage + 1)}.${String(i)}`, kind, channels, inner, stride);
      channels = inner * expansion(kind);
    }
    return x;
  });
}

function expansion(kind: 'resnet34' | 'resnet50'): number {
  return kind === 'resnet50' ? 4 : 1;
}

/** One residual block: two 3×3 convolutions (ResNet-34), or 1×1, 3×3, 1×1 with the stride in the middle (ResNet-50). */
function block(
  g: GraphBuilder,
  x: Value,
  key: string,
  kind: 'resnet34' | 'resnet50',
  from: number,
  inner: number,
  stride: number,
): Value {
  const to = inner * expansion(kind);
  const layers =
    kind === 'resnet50'
      ? [
          { from, to: inner, kernel: 1, stride: 1 },
          { from: inner, to: inner, kernel: 3, stride },
          { from: inner, to, kernel: 1, stride: 1 },
        ]
      : [
          { from, to: inner, kernel: 3, stride },
          { from: inner, to, kernel: 3, stride: 1 },
        ];
  let y = x;
  layers.forEach((layer, i) => {
    y = normed(g, y, `${key}.conv${String(i + 1)}`, `${key}.bn${String(i + 1)}`, layer);
    if (i < layers.length - 1) y = relu(g, y);
  });
  const identity =
    from === to && stride === 1
      ? x
      : normed(g, x, `${key}.downsample.0`, `${key}.downsample.1`, { from, to, kernel: 1, stride });
  return relu(g, add(g, y, identity));
}

function normed(
  g: GraphBuilder,
  x: Value,
  convolutionKey: string,
  normKey: string,
  layer: { from: number; to: number; kernel: number; stride: number },
): Value {
  const pad = (layer.kernel - 1) / 2;
  const y = convolution(g, x, convolutionKey, { ...layer, pads: [pad, pad], bias: false });
  return batchNorm(g, y, normKey, layer.to, epsilon);
}
