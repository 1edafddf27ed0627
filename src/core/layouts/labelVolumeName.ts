import { splitPath } from './imageNames';

/** What the name of a label volume has beyond that of its image. */
const ending = /[._-](seg|segs|segmentations?|labels?|label[_-]?map|masks?|gt|annotations?)$/i;

/** The name of the image that a label volume would be for, without its ending; undefined for any other name. */
export function labelledStem(name: string): string | undefined {
  const { stem } = splitPath(name);
  const short = stem.replace(ending, '');
  return short === stem || short === '' ? undefined : short;
}

/**
 * Files beside a label volume that can be its image: of the same name without the ending, then those whose names begin with that,
 * as the sequences of one patient do (`case_seg`, `case_t1`).
 */
export function namedAlike(name: string, files: readonly string[]): readonly string[] {
  const stem = labelledStem(name);
  if (stem === undefined) return [];
  const others = files.filter((file) => file !== name && labelledStem(file) === undefined);
  const same = others.filter((file) => splitPath(file).stem === stem);
  const begun = others.filter(
    (file) => /^[._-]/.test(splitPath(file).stem.slice(stem.length)) && file.startsWith(stem),
  );
  return [...same, ...begun];
}
