/** Parameters by name, each a flat array. */
export type Parameters = ReadonlyMap<string, Float32Array>;

export interface AdamwOptions {
  readonly betas: readonly [number, number];
  readonly epsilon: number;
  readonly weightDecay: number;
}

interface Moments {
  readonly first: Float32Array;
  readonly second: Float32Array;
}

/** Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2), in the form of PyTorch's `AdamW`. */
export class Adamw {
  readonly #parameters: Parameters;
  readonly #options: AdamwOptions;
  readonly #moments: ReadonlyMap<string, Moments>;
  #steps = 0;

  /** @param parameters changed in place by each step */
  constructor(parameters: Parameters, options: AdamwOptions) {
    this.#parameters = parameters;
    this.#options = options;
    this.#moments = new Map(
      [...parameters].map(([name, { length }]) => [
        name,
        { first: new Float32Array(length), second: new Float32Array(length) },
      ]),
    );
  }

  /**
   * @param gradients of all parameters
   * @param rate the learning rate
   */
  step(gradients: Parameters, rate: number): void {
    this.#steps++;
    const { betas, epsilon, weightDecay } = this.#options;
    const [keepFirst, keepSecond] = betas;
    const scale = Math.sqrt(1 - keepSecond ** this.#steps);
    const size = rate / (1 - keepFirst ** this.#steps);
    const decay = 1 - rate * weightDecay;
    for (const [name, values] of this.#parameters) {
      const { first, second } = this.#moments.get(name)!;
      const gradient = gradients.get(name)!;
      for (let i = 0; i < values.length; i++) {
        const slope = gradient[i]!;
        const m = keepFirst * first[i]! + (1 - keepFirst) * slope;
        const v = keepSecond * second[i]! + (1 - keepSecond) * slope * slope;
        first[i] = m;
        second[i] = v;
        values[i] = values[i]! * decay - (size * m) / (Math.sqrt(v) / scale + epsilon);
      }
    }
  }
}

/** Scales gradients in place so that their common norm is at most `most`, as PyTorch's `clip_grad_norm_`. */
export function clipNorm(gradients: Parameters, most: number): void {
  let squares = 0;
  for (const values of gradients.values()) for (const value of values) squares += value * value;
  const factor = most / (Math.sqrt(squares) + 1e-6);
  if (factor >= 1) return;
  for (const values of gradients.values()) for (let i = 0; i < values.length; i++) values[i]! *= factor;
}

/** Moves an exponential average towards the parameters: `keep` of it stays. */
export function average(mean: Parameters, parameters: Parameters, keep: number): void {
  for (const [name, values] of mean) {
    const now = parameters.get(name)!;
    for (let i = 0; i < values.length; i++) values[i] = keep * values[i]! + (1 - keep) * now[i]!;
  }
}

/** The learning rate after part `done` (0..1) of the steps: a linear rise over the first part `warm`, then a half cosine to 0. */
export function cosineRate(peak: number, done: number, warm: number): number {
  if (done < warm) return (peak * done) / warm;
  return (peak * (1 + Math.cos((Math.PI * (done - warm)) / (1 - warm)))) / 2;
}
