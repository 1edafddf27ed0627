import { gradientOf } from '../model/autodiff/differentiate';
import { logitGrid, tokenGrid, type ModelConfig } from '../model/config';
import type { Graph } from '../model/onnx/model';
import type { Tensor, TensorSession } from '../model/runtime';
import { Adamw, average, clipNorm, cosineRate, type AdamwOptions } from './adamw';
import type { Sample } from './sample';
import { training } from './trainingGraph';

/** How a decoder is trained. */
export interface Schedule {
  readonly steps: number;
  /** Samples of one step. */
  readonly batch: number;
  /** Peak of the learning rate. */
  readonly rate: number;
  /** Part of the steps in which it rises. */
  readonly warm: number;
  /** Largest norm of all gradients. */
  readonly clip: number;
  /** What stays of the average of the weights at each step. */
  readonly keep: number;
}

const adamw: AdamwOptions = { betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 0.01 };

/** Trains the weights of a decoder, step by step. */
export class DecoderTrainer {
  /** An exponential average of the weights: what is used. */
  readonly mean: ReadonlyMap<string, Float32Array>;
  readonly #session: TensorSession;
  readonly #config: ModelConfig;
  readonly #schedule: Schedule;
  readonly #weights: ReadonlyMap<string, Float32Array>;
  readonly #optimiser: Adamw;
  readonly #dims: ReadonlyMap<string, readonly number[]>;
  #step = 0;

  /**
   * @param session of a training graph of the schedule's batch size
   * @param decoder the graph that the training graph was made of
   * @param start weights to begin with, by name; not changed
   */
  constructor(
    session: TensorSession,
    decoder: Graph,
    config: ModelConfig,
    schedule: Schedule,
    start: ReadonlyMap<string, Float32Array>,
  ) {
    this.#session = session;
    this.#config = config;
    this.#schedule = schedule;
    this.#weights = copied(start);
    this.mean = copied(start);
    this.#optimiser = new Adamw(this.#weights, adamw);
    this.#dims = new Map(decoder.initializers.map(({ name, dims }) => [name, dims]));
  }

  /** Takes one step. @returns the mean loss and Dice coefficient of the batch before it */
  async step(samples: readonly Sample[]): Promise<{ loss: number; dice: number }> {
    const weights = [...this.#weights].map(([name, data]) => [name, { dims: this.#dims.get(name)!, data }] as const);
    const outputs = await this.#session.run({ ...batchTensors(samples, this.#config), ...Object.fromEntries(weights) });
    const gradients = new Map([...this.#weights.keys()].map((name) => [name, outputs[gradientOf(name)]!.data]));
    const { steps, rate, warm, clip, keep } = this.#schedule;
    clipNorm(gradients, clip);
    this.#step++;
    this.#optimiser.step(gradients, cosineRate(rate, (this.#step - 0.5) / steps, warm));
    average(this.mean, this.#weights, Math.min(keep, this.#step / (this.#step + 9)));
    return { loss: outputs[training.loss]!.data[0]!, dice: outputs[training.dice]!.data[0]! };
  }
}

/** The inputs of a training graph: each sample with a box over its whole region. */
function batchTensors(samples: readonly Sample[], config: ModelConfig): Record<string, Tensor> {
  const { length: batch } = samples;
  const tokens = tokenGrid(config);
  const grid = logitGrid(config);
  const join = (parts: readonly Float32Array[], dims: readonly number[]): Tensor => {
    const size = parts[0]!.length;
    const data = new Float32Array(batch * size);
    parts.forEach((part, i) => {
      data.set(part, i * size);
    });
    return { dims: [batch, ...dims], data };
  };
  return {
    image_embeddings: join(
      samples.map(({ embedding }) => embedding),
      [config.promptWidth, tokens, tokens],
    ),
    multi_scale_feature: join(
      samples.map(({ feature }) => feature),
      [config.maskChannels, grid, grid],
    ),
    point_coords: join(
      samples.map(({ extent: [x, y] }) => Float32Array.of(0, 0, x, y)),
      [2, 2],
    ),
    point_labels: join(
      samples.map(() => Float32Array.of(2, 3)),
      [2],
    ),
    mask_input: { dims: [1, 1, grid, grid], data: new Float32Array(grid * grid) },
    has_mask_input: { dims: [1, 1], data: new Float32Array(1) },
    [training.targets]: join(
      samples.map(({ target }) => target),
      [1, 2 * grid, 2 * grid],
    ),
  };
}

function copied(weights: ReadonlyMap<string, Float32Array>): Map<string, Float32Array> {
  return new Map([...weights].map(([name, values]) => [name, Float32Array.from(values)]));
}
