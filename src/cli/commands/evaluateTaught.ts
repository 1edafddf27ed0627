import type { UserError } from '../../core/base/error';
import { isCancellation } from '../../core/base/error';
import type { Case } from '../../core/evaluation/case';
import { byLabel } from '../../core/evaluation/labelMeans';
import type { Evaluation } from '../../core/evaluation/report/evaluation';
import type { SetGroup } from '../../core/evaluation/setGroup';
import { summarise } from '../../core/evaluation/summary';
import { defaultSettings } from '../../core/teach/settings';
import type { Dataset } from '../../node/evaluation/readDataset';
import type { InferencePool } from '../../node/inference/inferencePool';
import { evaluateTaught } from '../../node/teach/evaluateTaught';
import { interruptToken } from '../interrupt';
import { inferenceSettings, type ModelOptions } from '../options';
import { terminal } from '../terminal';

/** The protocol that teaches labels before it measures. */
export const taughtProtocol = 'taught';

interface Options extends ModelOptions {
  readonly examples: number;
  readonly seed: string;
  readonly tolerance: number;
  readonly limit?: number;
  readonly group: readonly SetGroup[];
}

/** Teaches the labels of data sets and measures them on images that did not teach. */
export async function measureTaught(
  datasets: readonly Dataset[],
  client: InferencePool,
  { examples, seed, tolerance, limit, group: groups, ...options }: Options,
  onError: (error: UserError) => void,
): Promise<Evaluation> {
  const token = interruptToken();
  const model = await client.start();
  const cases: Case[] = [];
  let failures = 0;
  let interrupted = false;
  try {
    for (const dataset of datasets) {
      const own = await evaluateTaught(dataset, {
        ...{ client, model, examples, tolerance, token, inference: inferenceSettings(options) },
        settings: { ...defaultSettings, seed },
        ...(limit === undefined ? {} : { limit }),
        onError: (error) => {
          failures++;
          onError(error);
        },
        onNote: (note) => {
          terminal.warn(note);
        },
        onProgress: (label, done) => {
          terminal.progress(`${label} · ${Math.round(100 * done)} %`);
        },
      });
      cases.push(...own);
    }
  } catch (error) {
    if (!isCancellation(error)) throw error;
    interrupted = true;
  }
  return {
    settings: {
      ...{ model: model.name, weights: model.sha256, device: model.device, zoom: false, unit: 'px' },
      ...{ tolerance, clickLimit: 0, seed },
      ...(limit === undefined ? {} : { limit }),
      ...(groups.length === 0 ? {} : { groups }),
    },
    summaries: [byLabel(summarise(taughtProtocol, cases, 0, groups), cases)],
    ...{ cases, failures, interrupted },
  };
}
