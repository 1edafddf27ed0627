import { describe, expect, it } from 'vitest';
import { differentiate, gradientOf } from '../../../src/core/model/autodiff/differentiate';
import { fixInputs, freeWeights } from '../../../src/core/model/autodiff/parameters';
import { compact, res34, type ModelConfig } from '../../../src/core/model/config';
import { GraphBuilder, type Value } from '../../../src/core/model/onnx/graphBuilder';
import { elementType, encodeModel, float, type Graph } from '../../../src/core/model/onnx/model';
import type { Tensor, TensorSession } from '../../../src/core/model/runtime';
import { seededRandom } from '../../../src/core/statistics/random';
import { ortRuntime } from '../../../src/node/ort/ortRuntime';
import { decoderOf } from '../../support/decoderGraph';
import { randomWeights } from '../../support/randomWeights';

type Build = (g: GraphBuilder, ...inputs: Value[]) => Value;
interface Case {
  readonly shapes: readonly (readonly number[])[];
  /** Range of the inputs' elements; −1 to 1 when left out. */
  readonly range?: readonly [number, number];
  readonly build: Build;
}

const conv = { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [1, 1], group: 1 };
const node =
  (operator: string, attributes: Parameters<GraphBuilder['node']>[2] = {}): Build =>
  (g, ...inputs) =>
    g.node(operator, inputs, attributes);

/** Each operator with a gradient, also where its inputs are repeated to a common shape. */
const cases: Readonly<Record<string, Case>> = {
  Add: { shapes: [[2, 3], [3]], build: node('Add') },
  Sub: { shapes: [[3], [2, 3]], build: node('Sub') },
  Mul: {
    shapes: [
      [2, 1, 3],
      [4, 1],
    ],
    build: node('Mul'),
  },
  Div: {
    shapes: [
      [2, 3],
      [2, 1],
    ],
    range: [0.5, 2],
    build: node('Div'),
  },
  Pow: { shapes: [[2, 3]], range: [0.3, 2], build: (g, x) => g.node('Pow', [x, g.scalar(1.5)]) },
  Min: { shapes: [[2, 3], [3]], build: node('Min') },
  Max: { shapes: [[2, 3], [1]], build: node('Max') },
  Where: { shapes: [[4], [2, 4]], build: (g, a, b) => g.node('Where', [g.node('Less', [a, g.scalar(0)]), a, b]) },
  Relu: { shapes: [[3, 4]], build: node('Relu') },
  Sigmoid: { shapes: [[3, 4]], build: node('Sigmoid') },
  Softplus: { shapes: [[3, 4]], build: node('Softplus') },
  Tanh: { shapes: [[3, 4]], build: node('Tanh') },
  Sqrt: { shapes: [[3, 4]], range: [0.5, 2], build: node('Sqrt') },
  Sin: { shapes: [[3, 4]], build: node('Sin') },
  Cos: { shapes: [[3, 4]], build: node('Cos') },
  Neg: { shapes: [[3, 4]], build: node('Neg') },
  Gelu: { shapes: [[3, 4]], range: [-3, 3], build: node('Gelu') },
  Clip: { shapes: [[3, 4]], build: (g, x) => g.node('Clip', [x, g.scalar(-0.5), g.scalar(0.4)]) },
  Cast: { shapes: [[3]], build: node('Cast', { to: elementType.float }) },
  Identity: { shapes: [[3]], build: node('Identity') },
  Reshape: { shapes: [[2, 6]], build: (g, x) => g.node('Reshape', [x, g.ints([0, -1, 2])]) },
  Unsqueeze: { shapes: [[2, 3]], build: (g, x) => g.node('Unsqueeze', [x, g.ints([0, -1])]) },
  Transpose: { shapes: [[2, 3, 4]], build: node('Transpose', { perm: [2, 0, 1] }) },
  Expand: { shapes: [[3, 1]], build: (g, x) => g.node('Expand', [x, g.ints([2, 3, 4])]) },
  Concat: {
    shapes: [
      [2, 3],
      [2, 1],
    ],
    build: node('Concat', { axis: -1 }),
  },
  Slice: { shapes: [[3, 5]], build: (g, x) => g.node('Slice', [x, g.ints([1]), g.ints([-1]), g.ints([1])]) },
  Gather: { shapes: [[4, 3]], build: (g, x) => g.node('Gather', [x, g.ints([2, 0, 2], [3, 1])], { axis: 0 }) },
  Softmax: { shapes: [[2, 5]], build: node('Softmax', { axis: -1 }) },
  LayerNormalization: {
    shapes: [[2, 3, 5], [5], [5]],
    build: node('LayerNormalization', { axis: -1, epsilon: float(1e-2) }),
  },
  MatMul: {
    shapes: [
      [2, 1, 3, 4],
      [5, 4, 2],
    ],
    build: node('MatMul'),
  },
  'MatMul with one matrix': {
    shapes: [
      [2, 3, 4],
      [4, 2],
    ],
    build: node('MatMul'),
  },
  Conv: { shapes: [[2, 3, 4, 5], [2, 3, 3, 3], [2]], build: node('Conv', conv) },
  'Conv without bias': {
    shapes: [
      [1, 2, 4, 4],
      [3, 2, 3, 3],
    ],
    build: node('Conv', { ...conv, pads: [0, 1, 2, 1] }),
  },
  ReduceSum: { shapes: [[2, 3, 4]], build: (g, x) => g.node('ReduceSum', [x, g.ints([0, 2])], { keepdims: 0 }) },
  ReduceMean: { shapes: [[2, 3, 4]], build: (g, x) => g.node('ReduceMean', [x, g.ints([-1])], { keepdims: 1 }) },
  'a value used twice': { shapes: [[2, 3]], build: (g, x) => g.node('Mul', [x, g.node('Sin', [x])]) },
};

describe('a gradient', () => {
  for (const [name, { shapes, range, build }] of Object.entries(cases)) {
    it(`of ${name} is what finite differences give`, async () => {
      const random = seededRandom(name);
      const [low, high] = range ?? [-1, 1];
      const inputs = Object.fromEntries(
        shapes.map((dims, i) => [`input_${String(i)}`, tensor(dims, () => low + (high - low) * random())]),
      );
      const g = new GraphBuilder('case', { location: '', find: () => expect.fail('no weights') });
      const names = shapes.map((dims, i) => g.input(`input_${String(i)}`, dims));
      g.output('value', build(g, ...names), []);
      const value = (await run(g.build(), inputs))['value']!;
      // A sum with other weights for each element, so that no error in one cancels that in another.
      const weights = Float32Array.from(value.data, () => 0.5 + random());
      const weighted = GraphBuilder.continuing(g.build());
      const products = weighted.node('Mul', ['value', weighted.floats(weights, value.dims)]);
      const flat = weighted.node('Reshape', [products, weighted.ints([-1])]);
      weighted.output('loss', weighted.node('ReduceSum', [flat, weighted.ints([0])], { keepdims: 1 }), [1]);
      await compareGradients(differentiate(weighted.build(), 'loss', names), inputs, names, 24);
    });
  }

  it('stops at operators that are constant almost everywhere', async () => {
    const g = new GraphBuilder('flat', { location: '', find: () => expect.fail('no weights') });
    const x = g.input('x', [3]);
    const above = g.node('Cast', [g.node('Greater', [x, g.scalar(0)])], { to: elementType.float });
    g.output('loss', g.node('ReduceSum', [above, g.ints([0])], { keepdims: 1 }), [1]);
    const outputs = await run(differentiate(g.build(), 'loss', ['x']), { x: tensor([3], () => 1) });
    expect([...outputs[gradientOf('x')]!.data]).toEqual([0, 0, 0]);
  });

  it('is refused by name for an operator without one', () => {
    const g = new GraphBuilder('refused', { location: '', find: () => expect.fail('no weights') });
    const x = g.input('x', [3]);
    g.output('loss', g.node('ReduceMax', [x, g.ints([0])], { keepdims: 1 }), [1]);
    expect(() => differentiate(g.build(), 'loss', ['x'])).toThrow('The operator “ReduceMax” has no gradient.');
  });

  it('is refused by name for an operator of unknown shape', () => {
    const g = new GraphBuilder('refused', { location: '', find: () => expect.fail('no weights') });
    g.output('loss', g.node('Hardmax', [g.input('x', [3])]), [1]);
    expect(() => differentiate(g.build(), 'loss', ['x'])).toThrow('“Hardmax”');
  });
});

const vit = { width: 24, depth: 4, heads: 3, globalBlocks: [0, 1, 2, 3], window: 0, relativePositions: false };
const small = { vit, imageSize: 64, promptWidth: 16, maskChannels: 8, maskFeatureHidden: 8, decoderMlp: 16 };
const decoders: Readonly<Record<string, ModelConfig>> = {
  'of the published architecture': { ...res34, ...small, conv: { kind: 'resnet34', width: 8 } },
  'of the compact architecture': { ...compact, ...small },
};

describe('the gradients of a whole decoder', () => {
  for (const [name, config] of Object.entries(decoders)) {
    it(`${name} are what finite differences give`, async () => {
      const { graph, values } = decoderOf(config, randomWeights(config));
      const { imageSize: size, promptWidth, maskChannels } = config;
      const [tokens, grid] = [size / 16, size / 4];
      const random = seededRandom(name);
      const noise = (dims: readonly number[]): Tensor => tensor(dims, () => 2 * random() - 1);
      const fixed = {
        image_embeddings: noise([2, promptWidth, tokens, tokens]),
        multi_scale_feature: noise([2, maskChannels, grid, grid]),
        point_coords: { dims: [2, 2, 2], data: Float32Array.of(0, 0, 64, 64, 10, 8, 40, 52) },
        point_labels: { dims: [2, 2], data: Float32Array.of(2, 3, 2, 3) },
        mask_input: noise([2, 1, grid, grid]),
        has_mask_input: { dims: [2, 1], data: Float32Array.of(0, 1) },
      };
      const parameters = new Map([...values].filter(([key]) => !key.includes('gaussian')));
      const dims = new Map(graph.initializers.map((each) => [each.name, each.dims]));
      const extents = Object.fromEntries(Object.entries(fixed).map(([key, value]) => [key, value.dims]));
      const g = GraphBuilder.continuing(fixInputs(freeWeights(graph, new Set(parameters.keys())), extents));
      const flat = g.node('Reshape', [g.node('Tanh', ['low_res_logits']), g.ints([-1])]);
      const cells = 2 * grid * grid;
      const shaped = g.node('Mul', [flat, g.floats(Float32Array.from({ length: cells }, random), [cells])]);
      g.output('loss', g.node('ReduceMean', [shaped, g.ints([0])], { keepdims: 1 }), [1]);
      const gradients = differentiate(g.build(), 'loss', [...parameters.keys()]);
      const free = [...parameters].map(([key, data]) => [key, { dims: dims.get(key)!, data }] as const);
      await compareDirections(gradients, { ...fixed, ...Object.fromEntries(free) }, [...parameters.keys()]);
    });
  }
});

async function run(graph: Graph, inputs: Record<string, Tensor>): Promise<Readonly<Record<string, Tensor>>> {
  const session = await load(graph);
  const outputs = await session.run(inputs);
  await session.dispose();
  return outputs;
}

function load(graph: Graph): Promise<TensorSession> {
  return ortRuntime.load(encodeModel(graph), { provider: 'cpu', threads: 1 });
}

/** Compares gradients element by element with central differences, of at most `most` elements of each input. */
async function compareGradients(
  graph: Graph,
  inputs: Record<string, Tensor>,
  names: readonly string[],
  most: number,
): Promise<void> {
  const step = 1e-2;
  const session = await load(graph);
  const outputs = await session.run(inputs);
  for (const name of names) {
    const { data, dims } = inputs[name]!;
    for (let i = 0; i < Math.min(data.length, most); i++) {
      const at = async (change: number): Promise<number> => {
        const moved = Float32Array.from(data, (value, j) => (j === i ? value + change : value));
        return (await session.run({ ...inputs, [name]: { dims, data: moved } }))['loss']!.data[0]!;
      };
      const slope = ((await at(step)) - (await at(-step))) / (2 * step);
      expect(outputs[gradientOf(name)]!.data[i], `${name}[${String(i)}]`).toBeCloseTo(slope, 2);
    }
  }
  await session.dispose();
}

/** Compares the slope along each parameter's gradient with the gradient's norm. */
async function compareDirections(
  graph: Graph,
  inputs: Record<string, Tensor>,
  names: readonly string[],
): Promise<void> {
  const session = await load(graph);
  const outputs = await session.run(inputs);
  const norms = new Map(names.map((name) => [name, Math.hypot(...outputs[gradientOf(name)]!.data)]));
  const largest = Math.max(...norms.values());
  let compared = 0;
  for (const [name, norm] of norms) {
    // Below this, differences of 32-bit losses are rounding.
    if (norm < 1e-3 * largest) continue;
    const gradient = outputs[gradientOf(name)]!.data;
    const { data, dims } = inputs[name]!;
    const at = async (distance: number): Promise<number> => {
      const moved = Float32Array.from(data, (value, i) => value + (distance * gradient[i]!) / norm);
      return (await session.run({ ...inputs, [name]: { dims, data: moved } }))['loss']!.data[0]!;
    };
    const tolerance = 0.02 * norm + 2e-3 * largest;
    // The kink of a ReLU can lie within the larger distance, and rounding spoils the smaller one.
    let error = Infinity;
    for (const distance of [1e-2, 2e-3, 4e-4]) {
      error = Math.min(error, Math.abs(((await at(distance)) - (await at(-distance))) / (2 * distance) - norm));
      if (error < tolerance) break;
    }
    expect(error, name).toBeLessThan(tolerance);
    compared++;
  }
  expect(compared).toBeGreaterThan(40);
  await session.dispose();
}

function tensor(dims: readonly number[], value: () => number): Tensor {
  return { dims, data: Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, value) };
}
