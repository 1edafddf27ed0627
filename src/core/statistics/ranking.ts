import { mean } from './mean';

/** Ranks from 1; equal values share the mean of their ranks. */
export function ranks(values: readonly number[]): number[] {
  const order = values.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value);
  const result = new Array<number>(values.length);
  for (let start = 0; start < order.length;) {
    let end = start;
    while (end < order.length && order[end]!.value === order[start]!.value) end++;
    for (let i = start; i < end; i++) result[order[i]!.index] = (start + 1 + end) / 2;
    start = end;
  }
  return result;
}

/** Spearman's rank correlation, -1 to 1; undefined when one side is constant or there are fewer than two pairs. */
export function spearman(a: readonly number[], b: readonly number[]): number | undefined {
  const [x, y] = [centred(ranks(a)), centred(ranks(b))];
  const spread = Math.sqrt(dot(x, x) * dot(y, y));
  return spread > 0 ? dot(x, y) / spread : undefined;
}

/**
 * Area under the ROC curve of telling positives by a higher score: the chance that a positive scores higher than a negative,
 * ties counting half. Undefined when either kind is missing.
 */
export function auroc(scores: readonly number[], isPositive: readonly boolean[]): number | undefined {
  const positives = isPositive.filter(Boolean).length;
  const negatives = isPositive.length - positives;
  if (positives === 0 || negatives === 0) return undefined;
  const sum = ranks(scores).reduce((total, rank, i) => total + (isPositive[i] === true ? rank : 0), 0);
  return (sum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/**
 * Selective risk: entry i is the mean risk of the i + 1 cases of highest confidence, coverage (i + 1) / n. Cases of equal
 * confidence each count with the mean risk of all of them, so their order does not matter.
 */
export function riskCoverage(confidences: readonly number[], risks: readonly number[]): number[] {
  const byConfidence = new Map<number, number[]>();
  confidences.forEach((confidence, i) => {
    byConfidence.set(confidence, [...(byConfidence.get(confidence) ?? []), risks[i]!]);
  });
  const curve: number[] = [];
  let sum = 0;
  for (const [, tied] of [...byConfidence].sort(([a], [b]) => b - a)) {
    const risk = mean(tied);
    for (let i = 0; i < tied.length; i++) {
      sum += risk;
      curve.push(sum / (curve.length + 1));
    }
  }
  return curve;
}

function centred(values: readonly number[]): number[] {
  const middle = mean(values);
  return values.map((value) => value - middle);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
