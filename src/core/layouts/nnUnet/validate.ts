import { caseOf, endingOf, imagePath } from './names';
import type { DatasetJson } from './schema';

/**
 * What is wrong with a training set for nnU-Net v2, or with a task of the Decathlon, as far as its description and its file names
 * show.
 * @param paths files of the folder, relative to it
 * @returns sentences; none where nothing is wrong
 */
export function checkNames(dataset: DatasetJson, paths: readonly string[]): string[] {
  const { labels, numTraining, hasChannels, ending, training } = dataset;
  if (ending === undefined && training === undefined) {
    return ['“file_ending” is missing: the data set is not of nnU-Net v2.'];
  }
  const problems: string[] = [];
  const values = [...labels.values()].flat();
  if (ending !== undefined && !hasChannels) problems.push('“channel_names” is missing.');
  if (labels.get('background') !== 0) problems.push('“background” is not 0.');
  if (!isConsecutive(values)) problems.push(`The values of the labels are not 0, 1, 2, …: ${values.join(', ')}.`);
  const cases = paths.flatMap((path) => caseOf(path, ending) ?? []);
  if (cases.length !== numTraining) {
    problems.push(`“numTraining” is ${numTraining ?? 'missing'}, but there are ${cases.length} label maps.`);
  }
  const files = new Set(paths);
  return [...problems, ...(ending === undefined ? missingOf(training!, files) : withoutImages(cases, ending, files))];
}

/** The files that the description lists and that are not there. nnU-Net v1 leaves the number of the channel out. */
function missingOf(training: NonNullable<DatasetJson['training']>, files: ReadonlySet<string>): string[] {
  return training
    .flatMap(({ image, label }) => [
      ...(isThere(image, files) || isThere(withChannel(image), files) ? [] : [image]),
      ...(isThere(label, files) ? [] : [label]),
    ])
    .map((path) => `“training” lists ${path}, which is not there.`);
}

function isThere(path: string, files: ReadonlySet<string>): boolean {
  return files.has(path.replace(/^\.\//, ''));
}

function withChannel(path: string): string {
  const ending = endingOf(path);
  return `${path.slice(0, path.length - ending.length)}_0000${ending}`;
}

function withoutImages(cases: readonly string[], ending: string, files: ReadonlySet<string>): string[] {
  return cases
    .filter((name) => !files.has(imagePath(name, ending)))
    .map((name) => `The case “${name}” has no image ${imagePath(name, ending)}.`);
}

function isConsecutive(values: readonly number[]): boolean {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  return sorted.every((value, index) => value === index);
}
