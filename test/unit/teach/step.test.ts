import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { gradientOf } from '../../../src/core/model/autodiff/differentiate';
import { encodeModel } from '../../../src/core/model/onnx/model';
import type { Tensor } from '../../../src/core/model/runtime';
import { Adamw, clipNorm } from '../../../src/core/teach/adamw';
import { training, trainingGraph } from '../../../src/core/teach/trainingGraph';
import { ortRuntime } from '../../../src/node/ort/ortRuntime';
import { shippedDecoder } from '../../support/decoderGraph';

/** Loss, gradients and one step of AdamW by PyTorch: `step.py` beside the file. */
const golden = JSON.parse(readFileSync(path.join(import.meta.dirname, '../../golden/teach/step.json'), 'utf8')) as {
  weights: string;
  loss: number;
  dice: number;
  gradients: Record<string, number[]>;
  changes: Record<string, number[]>;
};

/** Part of a tensor's norm, and of the largest norm, by which sums over it may differ. */
const tolerance = 1e-3;
const floor = 1e-6;

const { card, graph, values } = shippedDecoder();
const names = new Set(Object.keys(golden.gradients));
const parameters = new Map([...values].filter(([name]) => names.has(name)));

describe('a step of training with the weights that ship', () => {
  it('is compared with the weights that ship', () => {
    expect(golden.weights, 'run test/golden/teach/step.py').toBe(card.sha256.weights);
    expect(names.size).toBe(121);
  });

  it('has the loss, the gradients and the changes that PyTorch has', async () => {
    const bytes = encodeModel(trainingGraph(graph, card.architecture, names, 2));
    const session = await ortRuntime.load(bytes, { provider: 'cpu', threads: 1 });
    const outputs = await session.run({ ...inputs(), ...tensors(parameters, graph) });
    await session.dispose();
    expect(outputs[training.loss]!.data[0]).toBeCloseTo(golden.loss, 4);
    expect(outputs[training.dice]!.data[0]).toBeCloseTo(golden.dice, 5);

    const gradients = new Map([...names].map((name) => [name, outputs[gradientOf(name)]!.data]));
    compare(gradients, golden.gradients);

    const before = new Map([...parameters].map(([name, data]) => [name, Float32Array.from(data)]));
    const optimiser = new Adamw(parameters, { betas: [0.9, 0.999], epsilon: 1e-4, weightDecay: 0.01 });
    clipNorm(gradients, 0.5);
    optimiser.step(gradients, 5e-4);
    const changes = [...parameters].map(
      ([name, data]) => [name, data.map((value, i) => value - before.get(name)![i]!)] as const,
    );
    compare(new Map(changes), golden.changes);
  });
});

function compare(actual: ReadonlyMap<string, Float32Array>, expected: Readonly<Record<string, number[]>>): void {
  const largest = Math.max(...Object.values(expected).map(([norm]) => norm!));
  for (const [name, sketch] of Object.entries(expected)) {
    const own = sketchOf(actual.get(name)!);
    const difference = Math.max(...own.map((value, i) => Math.abs(value - sketch[i]!)));
    expect(difference, name).toBeLessThan(tolerance * sketch[0]! + floor * largest);
  }
}

/** As in `step.py`. */
function sketchOf(values_: Float32Array): number[] {
  const norm = Math.sqrt(values_.reduce((sum, value) => sum + value * value, 0));
  const sums = [0, 1, 2, 3].map((k) =>
    values_.reduce((sum, value, i) => {
      const bits = (Math.imul(i, 2654435761) + Math.imul(i >>> 7, 40503) + Math.imul(k, 1013904223)) >>> 0;
      return sum + (((bits >>> 13) & 1) === 1 ? -value : value);
    }, 0),
  );
  return [norm, ...sums];
}

function inputs(): Record<string, Tensor> {
  const { imageSize: size, promptWidth, maskChannels } = card.architecture;
  const grid = size / 4;
  const boxes = [0, 0, size, size, 12, 20, size - 30, size - 52];
  return {
    image_embeddings: pattern([2, promptWidth, size / 16, size / 16], 37),
    multi_scale_feature: pattern([2, maskChannels, grid, grid], 101),
    point_coords: { dims: [2, 2, 2], data: Float32Array.from(boxes) },
    point_labels: { dims: [2, 2], data: Float32Array.of(2, 3, 2, 3) },
    mask_input: { dims: [1, 1, grid, grid], data: new Float32Array(grid * grid) },
    has_mask_input: { dims: [1, 1], data: new Float32Array(1) },
    [training.targets]: { dims: [2, 1, 2 * grid, 2 * grid], data: targets(size) },
  };
}

function pattern(dims: readonly number[], factor: number): Tensor {
  const length = dims.reduce((product, extent) => product * extent, 1);
  return { dims, data: Float32Array.from({ length }, (_, i) => (((i * factor) % 257) - 128) / 128) };
}

/** A disc and a rectangle, averaged over 2×2 pixels. */
function targets(size: number): Float32Array {
  const shapes = [
    (x: number, y: number) => (x - 80) ** 2 + (y - 100) ** 2 < 2500,
    (x: number, y: number) => x > 31 && x < 130 && y > 50 && y < 95,
  ];
  const half = size / 2;
  const pixels = [0, 1].flatMap((dy) => [0, 1].map((dx) => [dx, dy] as const));
  return Float32Array.from({ length: 2 * half * half }, (_, i) => {
    const isInside = shapes[Math.floor(i / half ** 2)]!;
    const [x, y] = [2 * (i % half), 2 * (Math.floor(i / half) % half)];
    return pixels.filter(([dx, dy]) => isInside(x + dx, y + dy)).length / 4;
  });
}

function tensors(
  data: ReadonlyMap<string, Float32Array>,
  { initializers }: { initializers: readonly { name: string; dims: readonly number[] }[] },
): Record<string, Tensor> {
  const dims = new Map(initializers.map((each) => [each.name, each.dims]));
  return Object.fromEntries([...data].map(([name, value]) => [name, { dims: dims.get(name)!, data: value }]));
}
