import { isCancellation, UserError } from '../../core/base/error';
import type { Case } from '../../core/evaluation/case';
import type { Protocol } from '../../core/evaluation/protocol';
import type { Evaluation } from '../../core/evaluation/report/evaluation';
import type { SetGroup } from '../../core/evaluation/setGroup';
import { summarise } from '../../core/evaluation/summary';
import { t } from '../../core/text/message';
import { evaluateDataset, type EvaluateContext } from './evaluateDataset';
import { evaluatedItems, type EvaluatedItem, type WantedItems } from './evaluatedItems';
import type { Dataset } from './readDataset';

export interface EvaluateDatasetsOptions extends EvaluateContext {
  /** Groups of sets that have means of their own. */
  readonly groups?: readonly SetGroup[];
}

/**
 * Measures the model on data sets, one after the other.
 *
 * @returns what was measured until the token was cancelled; `failures` are the errors passed to `onError`
 * @throws UserError `no-device`, `bad-model`, `inference-crashed`
 */
export async function evaluateDatasets(
  datasets: readonly Dataset[],
  context: EvaluateDatasetsOptions,
): Promise<Evaluation> {
  const { client, protocols, token, limit, zoom, unit, tolerance, clickLimit, seed, groups = [] } = context;
  const interrupted = (): boolean => token.isCancellationRequested;
  const itemsOf = await wantedItems(datasets, context);
  const total = [...itemsOf.values()].reduce((sum, { length }) => sum + length, 0);
  const model = await client.start();
  const cases: Case[] = [];
  let before = 0;
  let failures = 0;
  const onError = (error: UserError): void => {
    failures++;
    context.onError(error);
  };
  for (const dataset of datasets) {
    if (interrupted()) break;
    const items = itemsOf.get(dataset) ?? [];
    const failedBefore = failures;
    const own = await evaluateDataset(dataset, items, {
      ...context,
      onError,
      onImage: (done, _total, set) => context.onImage?.(before + done, total, set),
    });
    // Where every mask has failed, each has said why.
    if (own.length === 0 && failures === failedBefore && !interrupted()) {
      onError(new UserError('bad-input', { file: dataset.folder, problem: t`No mask of this set could be scored.` }));
    }
    for (const each of own) cases.push(each);
    before += items.length;
  }
  return {
    settings: {
      model: model.name,
      weights: model.sha256,
      device: model.device,
      zoom,
      unit,
      tolerance,
      clickLimit,
      seed,
      ...(limit === undefined ? {} : { limit }),
      ...(groups.length === 0 ? {} : { groups }),
    },
    summaries: applied(protocols, cases).map(({ name }) =>
      summarise(
        name,
        cases.filter(({ protocol }) => protocol === name),
        clickLimit,
        groups,
      ),
    ),
    cases,
    failures,
    interrupted: interrupted(),
  };
}

/** The protocols that fitted the images: those of volumes, those of slices, or both; all when nothing was measured. */
function applied(protocols: readonly Protocol[], cases: readonly Case[]): readonly Protocol[] {
  const fitting = protocols.filter(({ name }) => cases.some(({ protocol }) => protocol === name));
  return fitting.length === 0 ? protocols : fitting;
}

/** What is measured of each set; nothing of those after a cancellation. */
async function wantedItems(
  datasets: readonly Dataset[],
  wanted: WantedItems,
): Promise<ReadonlyMap<Dataset, readonly EvaluatedItem[]>> {
  const items = new Map<Dataset, readonly EvaluatedItem[]>();
  try {
    for (const dataset of datasets) items.set(dataset, await evaluatedItems(dataset, wanted));
  } catch (error) {
    if (!isCancellation(error)) throw error;
  }
  return items;
}
