/** A value from 0 to 1 and its predictors. */
export interface Example {
  readonly features: readonly number[];
  readonly target: number;
  /** 1 when left out. */
  readonly weight?: number;
}

/** The probability σ(intercept + Σ weight · feature). */
export interface LogisticModel {
  readonly intercept: number;
  readonly weights: readonly number[];
}

export interface LogisticOptions {
  /** Where the weights are drawn to, and how strongly: that many examples of a feature of 1 pull as hard. */
  readonly prior: LogisticModel;
  readonly strength: number;
}

/** Rounds of Newton steps; each halves the error many times over. */
const rounds = 100;
const tolerance = 1e-7;

export function predict({ intercept, weights }: LogisticModel, features: readonly number[]): number {
  return sigmoid(weights.reduce((sum, weight, i) => sum + weight * features[i]!, intercept));
}

/**
 * Fits a fractional logistic regression (Papke and Wooldridge, 1996) by cyclic Newton steps. Weights are never negative, so
 * that more of a feature never lowers the prediction. The intercept is free of the prior.
 */
export function fitLogistic(examples: readonly Example[], { prior, strength }: LogisticOptions): LogisticModel {
  const weights = [...prior.weights];
  let intercept = prior.intercept;
  const scores = examples.map(({ features }) => weights.reduce((sum, w, i) => sum + w * features[i]!, intercept));
  for (let round = 0; round < rounds; round++) {
    let moved = 0;
    for (let k = -1; k < weights.length; k++) {
      let gradient = k < 0 ? 0 : strength * (weights[k]! - prior.weights[k]!);
      let curvature = k < 0 ? 1e-9 : strength;
      for (const [i, { features, target, weight = 1 }] of examples.entries()) {
        const feature = k < 0 ? 1 : features[k]!;
        const p = sigmoid(scores[i]!);
        gradient += weight * feature * (p - target);
        curvature += weight * feature * feature * Math.max(p * (1 - p), 0.01);
      }
      const old = k < 0 ? intercept : weights[k]!;
      const next = k < 0 ? old - gradient / curvature : Math.max(0, old - gradient / curvature);
      const step = next - old;
      if (k < 0) intercept = next;
      else weights[k] = next;
      for (const [i, { features }] of examples.entries()) scores[i]! += step * (k < 0 ? 1 : features[k]!);
      moved = Math.max(moved, Math.abs(step));
    }
    if (moved < tolerance) break;
  }
  return { intercept, weights };
}

function sigmoid(score: number): number {
  return 1 / (1 + Math.exp(-score));
}
