import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modelFiles } from '../../../src/core/model/card';
import { logitGrid, tokenGrid } from '../../../src/core/model/config';
import { adapterIn } from '../../../src/core/model/graph/adapters';
import { convolutionPair, mlp, toMap, toTokens, unfold, upscaleTwice } from '../../../src/core/model/graph/layers';
import { neck } from '../../../src/core/model/graph/neck';
import { add, concat, gelu } from '../../../src/core/model/graph/ops';
import { gridEncoding, maskPrompt, sparseTokens } from '../../../src/core/model/graph/promptEncoder';
import { resnet } from '../../../src/core/model/graph/resnet';
import { twoWayTransformer } from '../../../src/core/model/graph/transformer';
import { patchEmbedding, vitBlock } from '../../../src/core/model/graph/vit';
import { storedWeights } from '../../../src/core/model/graph/weights';
import { GraphBuilder, type Value } from '../../../src/core/model/onnx/graphBuilder';
import { encodeModel } from '../../../src/core/model/onnx/model';
import type { Tensor } from '../../../src/core/model/runtime';
import { headerLength, parseHeader, prefixBytes, type TensorInfo } from '../../../src/core/model/safetensors';
import { ortRuntime } from '../../../src/node/ort/ortRuntime';
import { maxDifference, readNpy } from '../../support/npy';
import { miniConfig as config, miniWeights, temporaryFolder } from './miniModel';
import { golden } from '../../support/shared';

/** Every module by itself: fed what the official PyTorch code fed it, it has to give what that gave. */

const image = 's0619_32';
const intermediate = (
  JSON.parse(readFileSync(path.join(golden, 'index.json'), 'utf8')) as {
    mini: { intermediate: Record<string, { atol?: number }> };
  }
).mini.intermediate;

/** The prompt `box_points`, whose inner activations are stored, as the decoder takes it. */
interface StoredPrompt {
  readonly boxes_model: [number, number, number, number][];
  readonly points_model: [number, number][][];
  readonly point_labels: number[][];
}

const { width } = config.vit;
const { promptWidth, maskChannels, maskFeatureHidden } = config;
const tokens = tokenGrid(config);
const grid = logitGrid(config);

const file = (name: string): string => `mini/intermediate/${name}.npy`;

function stored(name: string, dims?: readonly number[]): Tensor {
  const { shape, data } = readNpy(path.join(golden, name.includes('/') ? name : file(name)));
  if (!(data instanceof Float32Array)) throw new Error(`${name} holds no floats`);
  return { dims: dims ?? shape, data };
}

describe('a module of the published architecture', () => {
  const folder = temporaryFolder();
  let tensors: Map<string, TensorInfo>;
  let graphs = 0;

  beforeAll(async () => {
    const weights = await miniWeights();
    writeFileSync(path.join(folder, modelFiles.weights), weights);
    const length = headerLength(weights.subarray(0, prefixBytes), weights.length);
    tensors = parseHeader(weights.subarray(prefixBytes, prefixBytes + length), weights.length);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  /** Runs what `build` makes of its inputs. */
  async function run<Name extends string>(
    inputs: Record<Name, Tensor>,
    build: (g: GraphBuilder, values: Record<Name, Value>) => Value,
  ): Promise<Float32Array> {
    const g = new GraphBuilder('module', storedWeights(modelFiles.weights, tensors));
    const names = Object.keys(inputs) as Name[];
    const values = Object.fromEntries(names.map((name) => [name, g.input(name, inputs[name].dims)]));
    g.output('output', build(g, values as Record<Name, Value>), []);
    const target = path.join(folder, `${String(graphs++)}.onnx`);
    writeFileSync(target, encodeModel(g.build()));
    const session = await ortRuntime.load(target, { provider: 'cpu', threads: 2 });
    const { output } = await session.run(inputs);
    await session.dispose();
    if (output === undefined) throw new Error('The graph gave nothing.');
    return output.data;
  }

  function expectEqual(actual: Float32Array, name: string, tolerance = intermediate[file(name)]?.atol): void {
    if (tolerance === undefined) throw new Error(`${name} has no tolerance`);
    expect(maxDifference(actual, stored(name).data), name).toBeLessThan(tolerance);
  }

  const asTokens = (name: string): Tensor => stored(name, [1, tokens * tokens, width]);

  it('patch embedding', async () => {
    const embedded = await run({ image: stored(`mini/${image}/preprocessed.npy`) }, (g, x) =>
      patchEmbedding(g, x.image, config),
    );
    expectEqual(embedded, 'patch_embed_pos');
  });

  it.each([
    ['windows of 14, padded', 0, 'patch_embed_pos', 'block0_out'],
    ['windows of 14, padded', 1, 'block0_out', 'block1_out'],
    ['the whole grid', 2, 'block2_in', 'block2_out'],
  ])('block with attention over %s', async (_, index, input, output) => {
    const block = await run({ tokens: asTokens(input) }, (g, x) => vitBlock(g, x.tokens, index, config));
    expectEqual(block, output);
  });

  it.each([0, 1, 2, 3])('feature %d of the ResNet', async (index) => {
    const feature = await run(
      { image: stored(`mini/${image}/preprocessed.npy`) },
      (g, x) => resnet(g, x.image, 'resnet34', 64)[index] ?? '',
    );
    expectEqual(feature, `resnet_f${String(index + 1)}`);
  });

  it.each([0, 1, 2, 3])('adapter %d into the ViT', async (index) => {
    const adapted = await run({ feature: stored(`resnet_f${String(index + 1)}`) }, (g, x) =>
      toMap(g, adapterIn(g, x.feature, index, 64 * 2 ** index, config), tokens, width),
    );
    expectEqual(adapted, `adapters_in${String(index)}`);
  });

  it('adds the adapted feature before the block', async () => {
    const sum = await run({ tokens: asTokens('block1_out'), adapted: stored('adapters_in0') }, (g, x) =>
      add(g, x.tokens, toTokens(g, x.adapted, width)),
    );
    expectEqual(sum, 'block2_in');
  });

  it.each([
    [0, 'block8_out'],
    [1, 'block5_out'],
    [2, 'block2_out'],
  ])('bridge %d, numbered against the order of the blocks', async (index, input) => {
    const bridge = await run({ tokens: asTokens(input) }, (g, x) =>
      unfold(
        g,
        upscaleTwice(g, x.tokens, `adapters_bridge.${String(index)}`, [width, promptWidth, maskChannels]),
        tokens,
        maskChannels,
      ),
    );
    expectEqual(bridge, `adapters_bridge${String(index)}`);
  });

  it('neck', async () => {
    const embedding = await run({ tokens: asTokens('block11_out') }, (g, x) =>
      toMap(g, neck(g, x.tokens, config), tokens, promptWidth),
    );
    expect(maxDifference(embedding, stored(`mini/${image}/image_embeddings.npy`).data)).toBeLessThan(4.5e-4);
  });

  it('embedding encoder', async () => {
    const encoded = await run({ embedding: stored(`mini/${image}/image_embeddings.npy`) }, (g, x) => {
      const widths = [promptWidth, 2 * maskChannels, maskChannels] as const;
      const pixels = upscaleTwice(g, toTokens(g, x.embedding, promptWidth), 'embedding_encoder', widths);
      return unfold(g, pixels, tokens, maskChannels);
    });
    expectEqual(encoded, 'embedding_encoder');
  });

  it('multi-scale feature', async () => {
    const parts = ['embedding_encoder', 'adapters_bridge0', 'adapters_bridge1', 'adapters_bridge2'] as const;
    const inputs = Object.fromEntries(parts.map((name) => [name, stored(name)])) as Record<
      (typeof parts)[number],
      Tensor
    >;
    const sum = await run(inputs, (g, x) => parts.map((name) => x[name]).reduce((a, b) => add(g, a, b)));
    expectEqual(sum, 'multi_scale_feature');
  });

  it('positions of the grid', async () => {
    // A graph needs an input; nothing of it reaches the output.
    const encoding = await run({ zero: { dims: [1], data: new Float32Array(1) } }, (g, x) =>
      add(g, toMap(g, gridEncoding(g, config), tokens, promptWidth), x.zero),
    );
    expectEqual(encoding, 'dense_pe');
  });

  it.each([
    ['box_points', 'sparse_embeddings', 5.3e-5],
    ['point', 'sparse_embeddings_point', 5.3e-5],
  ])('tokens of the prompt "%s"', async (name, output, tolerance) => {
    const { coordinates, labels } = promptTokens(name);
    const embedded = await run({ coordinates, labels }, (g, x) => sparseTokens(g, x.coordinates, x.labels, config));
    expectEqual(embedded, output, tolerance);
  });

  it('no mask prompt', async () => {
    expectEqual(await embedMask(new Float32Array(grid * grid), 0), 'dense_embeddings');
  });

  it('a mask prompt', async () => {
    const { mask_input: mask } = promptOf('box_mask') as { mask_input: string };
    expectEqual(await embedMask(stored(mask).data, 1), 'dense_embeddings_box_mask', 3.3e-5);
  });

  async function embedMask(logits: Float32Array, given: number): Promise<Float32Array> {
    const inputs = {
      mask: { dims: [1, 1, grid, grid], data: logits },
      given: { dims: [1, 1], data: Float32Array.of(given) },
      zeros: { dims: [1, tokens * tokens, promptWidth], data: new Float32Array(tokens * tokens * promptWidth) },
    };
    return run(inputs, (g, x) =>
      toMap(g, add(g, maskPrompt(g, x.mask, x.given, config), x.zeros), tokens, promptWidth),
    );
  }

  it.each([
    ['prompt', 'tokens', 'transformer_hs'],
    ['image', 'image', 'transformer_src'],
  ] as const)('two-way transformer, its %s tokens', async (_, part, output) => {
    const inputs = {
      embedding: stored(`mini/${image}/image_embeddings.npy`),
      dense: stored('dense_embeddings'),
      prompts: stored('sparse_embeddings'),
      positions: stored('dense_pe'),
    };
    const state = await run(inputs, (g, x) => {
      const learnt = g.weight('mask_decoder.med_token.weight', [1, promptWidth]);
      const start = concat(g, [g.node('Unsqueeze', [learnt, g.ints([0])]), x.prompts], 1);
      const map = add(g, x.embedding, x.dense);
      const state = twoWayTransformer(
        g,
        { tokens: start, image: toTokens(g, map, promptWidth) },
        toTokens(g, x.positions, promptWidth),
        config,
      );
      return state[part];
    });
    expectEqual(state, output);
  });

  it('upscaling of the embedding', async () => {
    const widths = [promptWidth, 2 * maskChannels, maskChannels] as const;
    const upscaled = await run({ image: stored('transformer_src') }, (g, x) =>
      unfold(
        g,
        gelu(g, upscaleTwice(g, x.image, 'mask_decoder.sam_mask_decoder.output_upscaling', widths)),
        tokens,
        maskChannels,
      ),
    );
    expectEqual(upscaled, 'upscaled_embedding_sam');
  });

  it('mask feature', async () => {
    const feature = await run({ upscaled: stored('upscaled_embedding_sam') }, (g, x) =>
      convolutionPair(g, x.upscaled, 'mask_decoder.embedding_maskfeature', [
        maskChannels,
        maskFeatureHidden,
        maskChannels,
      ]),
    );
    expectEqual(feature, 'embedding_maskfeature');
  });

  it('hyper-network', async () => {
    const tokens = stored('transformer_hs');
    const first = { dims: [1, 1, promptWidth], data: tokens.data.slice(0, promptWidth) };
    const weights = await run({ first }, (g, x) =>
      mlp(g, x.first, 'mask_decoder.hf_mlp', [promptWidth, promptWidth, promptWidth, maskChannels]),
    );
    expectEqual(weights, 'hyper_in');
  });
});

function promptOf(name: string): unknown {
  const index = JSON.parse(readFileSync(path.join(golden, 'index.json'), 'utf8')) as {
    mini: { images: Record<string, { prompts: Record<string, unknown> }> };
  };
  return index.mini.images[image]?.prompts[name];
}

/** The decoder's inputs for a stored prompt: points, then a padding point or the box's corners. */
function promptTokens(name: string): { coordinates: Tensor; labels: Tensor } {
  const { boxes_model: boxes, points_model: points, point_labels: labels } = promptOf(name) as Partial<StoredPrompt>;
  const box = boxes?.[0];
  const corners = box === undefined ? [[0, 0]] : [box.slice(0, 2), box.slice(2)];
  const coordinates = [...(points?.[0] ?? []), ...corners];
  const kinds = [...(labels?.[0] ?? []), ...(box === undefined ? [-1] : [2, 3])];
  return {
    coordinates: { dims: [1, kinds.length, 2], data: Float32Array.from(coordinates.flat()) },
    labels: { dims: [1, kinds.length], data: Float32Array.from(kinds) },
  };
}
