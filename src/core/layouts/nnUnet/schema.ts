import * as v from 'valibot';
import type { UserError } from '../../base/error';
import { mapSchema } from '../../base/mapSchema';
import { damagedJson, parseLayoutJson } from '../jsonText';
import { t, type Message } from '../../text/message';
import { datasetName } from './names';

const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Scripts write `"1"` where the standard has 1. */
const wholeOrText = v.pipe(
  v.union([v.number(), v.string()]),
  v.transform((value) => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value)),
);
const wholeValue = v.pipe(wholeOrText, whole);

const caseSchema = v.object({ image: v.string(), label: v.string() });

const datasetSchema = v.object({
  /** nnU-Net v2 alone. */
  channel_names: v.optional(mapSchema(v.string())),
  /** A value, or the values of a region. nnU-Net v1 and the Decathlon have names by value instead. */
  labels: mapSchema(v.union([wholeValue, v.string(), v.array(wholeValue)])),
  /** Values that stand for the regions in predictions, in the order of the regions. */
  regions_class_order: v.optional(v.array(wholeValue)),
  numTraining: v.optional(whole),
  /** The Decathlon and nnU-Net v1: paths of images and label maps. */
  training: v.optional(v.array(v.unknown())),
  /** nnU-Net v2 alone. */
  file_ending: v.optional(v.pipe(v.string(), v.startsWith('.'))),
});

/** A `dataset.json` as nnU-Net v2 has it (nnU-Net, documentation/dataset_format.md). */
export interface DatasetJson {
  /** A value, or the values of a region, by name. */
  readonly labels: ReadonlyMap<string, number | readonly number[]>;
  readonly regionValues: readonly number[];
  readonly numTraining: number | undefined;
  /** Whether the channels of the images are named, as nnU-Net v2 requires. */
  readonly hasChannels: boolean;
  /** Absent in nnU-Net v1 and the Decathlon. */
  readonly ending: string | undefined;
  /** Paths of the cases where they are listed, as in nnU-Net v1 and the Decathlon. */
  readonly training: readonly TrainingCase[] | undefined;
}

interface TrainingCase {
  readonly image: string;
  readonly label: string;
}

/**
 * Reads a `dataset.json` of nnU-Net v2, of nnU-Net v1 or of the Medical Segmentation Decathlon.
 *
 * @throws UserError `damaged` naming what is wrong
 */
export function parseDataset(text: string): DatasetJson {
  const what = t`The dataset.json of the nnU-Net data set`;
  const parsed = parseLayoutJson(datasetSchema, text, datasetName, what);
  const entries = [...parsed.labels];
  if (entries.length === 0) throw damagedJson(datasetName, what, t`“labels” names no label`);
  // Names by value: `"1": "liver"`.
  const isOld = entries.some(([, value]) => typeof value === 'string') && entries.every(([key]) => /^\d+$/.test(key));
  const labels = new Map<string, number | readonly number[]>();
  for (const [key, value] of entries) {
    if (isOld) labels.set(String(value), Number(key));
    else if (typeof value === 'string') throw noValue(key, value, what);
    else labels.set(key, value);
  }
  return {
    labels,
    regionValues: parsed.regions_class_order ?? [],
    numTraining: parsed.numTraining,
    hasChannels: parsed.channel_names !== undefined,
    ending: parsed.file_ending,
    training: parsed.training?.flatMap((each) => (v.is(caseSchema, each) ? { ...each } : [])),
  };
}

function noValue(name: string, value: string, what: Message): UserError {
  return damagedJson(datasetName, what, t`the value of “${name}” is “${value}”, which is not a number`);
}
