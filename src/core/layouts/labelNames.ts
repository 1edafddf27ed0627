import * as v from 'valibot';
import { mapSchema } from '../base/mapSchema';
import type { SidecarLabel } from '../sidecar/sidecar';
import { t } from '../text/message';
import { jsonLines, parseLayoutJson } from './jsonText';
import type { LayoutSource, TextFile } from './layout';

/** The file that names the values of label maps: `{"liver": 1}`. */
const labelsName = 'labels.json';

const labelsSchema = mapSchema(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535)));

/** Names by value, where the source has the file; none otherwise. @throws UserError `damaged` */
export async function readLabelNames({
  paths,
  text,
}: Pick<LayoutSource, 'paths' | 'text'>): Promise<ReadonlyMap<number, string>> {
  if (!paths.includes(labelsName)) return new Map();
  const values = parseLayoutJson(labelsSchema, await text(labelsName), labelsName, t`The list of labels`);
  return new Map([...values].map(([name, value]) => [value, name]));
}

/** The file for these labels. */
export function labelNamesFile(labels: readonly SidecarLabel[]): TextFile {
  const values = Object.fromEntries(labels.map(({ name, value }) => [name, value]));
  return { kind: 'text', path: labelsName, text: `${jsonLines(values)}\n` };
}
