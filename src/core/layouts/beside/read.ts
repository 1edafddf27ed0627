import * as v from 'valibot';
import { parseJson } from '../jsonText';
import type { FoundImage, LayoutSource } from '../layout';
import { imageOfMap, labelsName } from './names';

const labelsSchema = v.record(
  v.pipe(v.string(), v.minLength(1)),
  v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535)),
);

/** Label maps beside images, named by `labels.json` where there is one. */
export async function read({ paths, text }: LayoutSource): Promise<FoundImage[]> {
  const values = paths.includes(labelsName)
    ? parseJson(labelsSchema, await text(labelsName), labelsName, 'The list of labels')
    : {};
  const names = new Map(Object.entries(values).map(([name, value]) => [value, name]));
  return paths.flatMap((path) => {
    const image = imageOfMap(path);
    return image === undefined
      ? []
      : [{ names: [{ name: image }], masks: [{ kind: 'labelMap', path, names } as const] }];
  });
}
