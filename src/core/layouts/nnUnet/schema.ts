import * as v from 'valibot';
import { mapSchema } from '../../base/mapSchema';
import { parseJson } from '../jsonText';
import { datasetName } from './names';

const whole = v.pipe(v.number(), v.integer(), v.minValue(0));

const datasetSchema = v.object({
  channel_names: mapSchema(v.string()),
  /** A value, or the values of a region. */
  labels: mapSchema(v.union([whole, v.array(whole)])),
  numTraining: whole,
  file_ending: v.pipe(v.string(), v.startsWith('.')),
});

/** The fields of nnU-Net's `dataset.json` (nnU-Net v2, documentation/dataset_format.md) that are read and written. */
export type DatasetJson = v.InferOutput<typeof datasetSchema>;

/** @throws UserError `damaged` naming what is wrong */
export function parseDataset(text: string): DatasetJson {
  return parseJson(datasetSchema, text, datasetName, 'The dataset.json of the nnU-Net data set');
}
