import type { Evaluation } from './evaluation';

/** Settings and summaries as JSON; unknown values are null or left out. */
export function evaluationJson({ settings, summaries, failures, interrupted }: Evaluation): string {
  return JSON.stringify({ settings, protocols: summaries, failures, interrupted });
}
