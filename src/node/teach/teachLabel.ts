import path from 'node:path';
import { isCancellation, UserError } from '../../core/base/error';
import type { Instances } from '../../core/document/foundParts';
import { areaOf } from '../../core/mask/runLength';
import type { LabelVerdicts } from '../../core/review/labelVerdicts';
import type { Interval } from '../../core/statistics/bootstrap';
import { quantile } from '../../core/statistics/quantile';
import type { LoadedModel } from '../../core/protocol/inferenceApi';
import type { TeachRequest } from '../../core/protocol/teachApi';
import { checkExamples } from '../../core/teach/checkExamples';
import { judge, type Outcome } from '../../core/teach/outcome';
import type { PromptScore, PromptScores } from '../../core/teach/promptScores';
import type { TeachSettings } from '../../core/teach/settings';
import type { Learnt } from '../../core/teach/lab';
import type { InferenceSettings } from '../inference/inferenceSettings';
import type { AcceptedExample } from './example';
import { readTaught, recordTeaching, saveTaught, taughtFolder, type TaughtLabel } from './taughtStore';
import { teachInProcess, type LearnHooks } from './teachProcess/teachInProcess';

/** What a label is taught in. */
export interface Classroom extends LearnHooks {
  /** Folder of the workspace: taught labels lie in it. */
  readonly folder: string;
  readonly inference: InferenceSettings;
  /** As it runs with these settings. */
  readonly model: Pick<LoadedModel, 'name' | 'sha256' | 'device'>;
  readonly settings: TeachSettings;
  /** Who teaches. */
  readonly by: string;
  /** What users have said of the label's masks so far, for its history. */
  readonly verdicts?: LabelVerdicts | undefined;
}

export interface TaughtReport extends Outcome {
  readonly label: string;
  /** Number of examples. */
  readonly examples: number;
  readonly tiles: number;
  readonly secondAnswer: boolean;
  readonly seconds: number;
  /** The folder of the taught label; undefined when it is not kept. */
  readonly file?: string;
}

/**
 * Learns a label from examples and saves it where it does better on held-out examples than what there was before.
 *
 * @throws UserError `bad-input` as `checkExamples`; `unwritable`, with nothing changed; `cancelled`
 */
export async function teachLabel(
  label: string,
  examples: readonly AcceptedExample[],
  classroom: Classroom,
): Promise<TaughtReport> {
  const start = performance.now();
  const { folder, model, settings, verdicts } = classroom;
  checkExamples(
    label,
    examples.map(({ group, mask }) => ({ group, share: areaOf(mask) / (mask.size[0] * mask.size[1]) })),
  );
  const former = await usableFormer(folder, label, model.sha256);
  let curve: readonly number[] = [];
  const onProgress: LearnHooks['onProgress'] = (done, dice, measured = curve) => {
    curve = measured;
    classroom.onProgress?.(done, dice, measured);
  };
  const learnt = await learn(examples, { ...classroom, onProgress }, former);
  const groups = examples.map(({ group }) => group);
  const outcome = judge(learnt.heldOut, groups, settings.seed);
  const seconds = (performance.now() - start) / 1000;
  const { tiles, secondAnswer } = learnt;
  const report = { label, examples: examples.length, tiles, secondAnswer, seconds, ...outcome };
  if (!outcome.kept) return report;
  const heldOut = {
    images: outcome.heldOut,
    before: rounded(outcome.before),
    after: rounded(outcome.after),
    interval: roundedInterval(outcome.interval),
  };
  const at = new Date().toISOString();
  const { by } = classroom;
  const instances = instancesOf(examples);
  await saveTaught(
    folder,
    {
      ...{ format: 'sam-unet-taught-label', version: 1, label },
      model: { name: model.name, sha256: model.sha256 },
      ...{ tiles, secondAnswer },
      examples: examples.map(({ file, sha256, slice, volume, by }) => ({
        ...{ image: file, sha256, slice },
        ...(volume === undefined ? {} : { volume }),
        ...(by === undefined ? {} : { by }),
      })),
      settings: { ...settings, steps: learnt.steps },
      ...(instances === undefined ? {} : { instances }),
      heldOut,
      prompts: roundedScores(learnt.prompts),
      qualityOffset: rounded(outcome.qualityOffset),
      seconds: Math.round(seconds),
      ...{ at, by },
    },
    learnt.weights,
  );
  const counts = verdicts && { verdicts: verdicts.verdicts, judged: verdicts.judged, untouched: verdicts.untouched };
  // The card is what counts: without a line of its history, the label is as good.
  await recordTeaching(folder, label, {
    ...{ version: 1, at, by, examples: examples.length, heldOut, seconds: Math.round(seconds) },
    curve: curve.map(rounded),
    ...(counts === undefined ? {} : { verdicts: counts }),
  }).catch(() => undefined);
  return { ...report, file: taughtFolder(folder, label) };
}

/** Learns on the device that runs the model, or on the CPU where that cannot. */
export async function learn(
  examples: readonly AcceptedExample[],
  { inference, model, settings, token, onProgress }: Omit<Classroom, 'folder' | 'by'>,
  former?: TaughtLabel,
): Promise<Learnt> {
  const { threads } = inference;
  const known = new Set(former?.card.examples.map(keyOf));
  const request: TeachRequest = {
    modelDir: path.resolve(inference.modelDir),
    device: model.device,
    ...(threads === undefined ? {} : { threads }),
    examples: examples.map(({ image, mask, group }) => ({ image, mask, group })),
    settings,
    ...(former === undefined
      ? {}
      : {
          former: {
            weights: former.weights,
            tiles: former.card.tiles,
            ...(former.card.secondAnswer === undefined ? {} : { secondAnswer: former.card.secondAnswer }),
            taught: examples.flatMap((example, i) =>
              known.has(keyOf({ ...example, image: example.file })) ? [i] : [],
            ),
          },
        }),
  };
  const hooks = { token, onProgress };
  try {
    return await teachInProcess(request, hooks);
  } catch (error) {
    if (model.device === 'cpu' || isCancellation(error) || !(error instanceof UserError)) throw error;
    return teachInProcess({ ...request, device: 'cpu' }, hooks);
  }
}

/** How objects of the label are separated, where most examples show more than one. */
function instancesOf(examples: readonly AcceptedExample[]): Required<Instances> | undefined {
  const counts = examples.map(({ objects }) => objects);
  if (quantile(counts, 0.5) < 2) return undefined;
  const pixels = ({ mask: { size } }: AcceptedExample): number => size[0] * size[1];
  return {
    smallest: Math.min(...examples.map((each) => each.smallest / pixels(each))),
    typical: quantile(
      examples.map((each) => areaOf(each.mask) / each.objects / pixels(each)),
      0.5,
    ),
  };
}

/** The label as it was taught before to this model; a damaged one is taught from scratch. */
async function usableFormer(folder: string, label: string, sha256: string): Promise<TaughtLabel | undefined> {
  try {
    const former = await readTaught(folder, label);
    return former?.card.model.sha256 === sha256 ? former : undefined;
  } catch (error) {
    if (error instanceof UserError && error.code === 'damaged') return undefined;
    throw error;
  }
}

function keyOf({
  image,
  sha256,
  slice,
  volume = 0,
}: {
  image: string;
  sha256: string;
  slice: number;
  volume?: number | undefined;
}): string {
  return JSON.stringify([image, sha256, slice, volume]);
}

function roundedScores({ box, point }: PromptScores): PromptScores {
  const round = ({ base, taught }: PromptScore): PromptScore => ({ base: rounded(base), taught: rounded(taught) });
  return { ...(box && { box: round(box) }), ...(point && { point: round(point) }) };
}

function roundedInterval(interval: Interval | null): [number, number] | null {
  return interval && [rounded(interval[0]), rounded(interval[1])];
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
