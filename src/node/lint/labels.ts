import type { UserError } from '../../core/base/error';
import type { LabelSet } from '../../core/labels/labelSet';
import { defaultLabel } from '../../core/labels/palette';
import { datasetName } from '../../core/layouts/nnUnet/names';
import type { ImageFacts } from '../../core/lint/facts';
import { problem, type Problem } from '../../core/lint/problem';
import { t } from '../../core/text/message';
import { findLabels, labelFile } from '../labels/labelFile';
import { slashPath } from '../files/slashPath';
import type { DataSource } from './dataSource';
import { unreadable } from './unreadable';

/** The labels of the workspace, as far as its label file can be read. */
export interface KnownLabels {
  readonly labels: LabelSet;
  /** The label file, relative to the folder. */
  readonly file: string;
  readonly problems: readonly Problem[];
}

export async function readKnownLabels(folder: string): Promise<KnownLabels> {
  const errors: UserError[] = [];
  const labels = await findLabels(folder, (error) => errors.push(error));
  const file = slashPath(folder, labelFile(folder));
  return { labels, file, problems: errors.map((error) => unreadable(error, file, folder)) };
}

/** Labels that masks have and the label file has not, and labels without masks. */
export function labelProblems(
  { masks, planned, isNnUnet }: DataSource,
  { labels, file }: KnownLabels,
  images: readonly ImageFacts[],
): Problem[] {
  const used = new Set(images.flatMap((image) => image.labels.map(({ label }) => label)));
  if (used.size === 0) return [];
  const known = new Set(labels.map(({ name }) => name));
  const named = new Set((masks?.plan ?? []).flatMap(({ masks: own }) => own.flatMap(({ mask }) => namesIn(mask))));
  const isNamed = (label: string, { path }: ImageFacts): boolean =>
    known.size === 0 || known.has(label) || named.has(label) || (planned.has(path) && unnamed.test(label));
  const unknown = images.flatMap((image) =>
    image.labels
      .filter(({ label }) => !isNamed(label, image))
      .map(({ label }) => ({ ...problem(image.path, 'unknown-label', unknownText(label)), label })),
  );
  const inLayout = [...named].filter((name) => !known.has(name));
  const index = isNnUnet ? datasetName : '.';
  const text = (label: string): Problem['message'] => t`No mask has the label “${label}”.`;
  return [
    ...unknown,
    ...[...known].filter((name) => !used.has(name)).map((name) => problem(file, 'unused-label', text(name))),
    ...inLayout.filter((name) => !used.has(name)).map((name) => problem(index, 'unused-label', text(name))),
  ];
}

function unknownText(label: string): Problem['message'] {
  return t`The label file does not have the label “${label}”.`;
}

/** What stands for a value of a label map that has no name. */
const unnamed = new RegExp(`^(label \\d+|${defaultLabel})$`);

function namesIn(mask: NonNullable<DataSource['masks']>['plan'][number]['masks'][number]['mask']): string[] {
  return mask.kind === 'labelMap' ? [...mask.names.values(), ...(mask.regions ?? []).map(({ name }) => name)] : [];
}
