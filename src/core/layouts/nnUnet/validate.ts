import { caseOf, imagePath } from './names';
import type { DatasetJson } from './schema';

/**
 * What is wrong with a training set for nnU-Net v2, as far as its description and its file names show.
 * @param paths files of the folder, relative to it
 * @returns sentences; none where nothing is wrong
 */
export function checkNames(
  { labels, numTraining, hasChannels, ending = '' }: DatasetJson,
  paths: readonly string[],
): string[] {
  const problems: string[] = [];
  if (ending === '') return ['“file_ending” is missing: the data set is not of nnU-Net v2.'];
  const values = [...labels.values()].flat();
  if (!hasChannels) problems.push('“channel_names” is missing.');
  if (labels.get('background') !== 0) problems.push('“background” is not 0.');
  if (!isConsecutive(values)) problems.push(`The values of the labels are not 0, 1, 2, …: ${values.join(', ')}.`);
  const cases = paths.flatMap((path) => caseOf(path, ending) ?? []);
  if (cases.length !== numTraining) {
    problems.push(`“numTraining” is ${numTraining ?? 'missing'}, but there are ${cases.length} label maps.`);
  }
  const files = new Set(paths);
  for (const name of cases) {
    if (!files.has(imagePath(name, ending)))
      problems.push(`The case “${name}” has no image ${imagePath(name, ending)}.`);
  }
  return problems;
}

function isConsecutive(values: readonly number[]): boolean {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  return sorted.every((value, index) => value === index);
}
