import path from 'node:path';
import { neverCancelled, type CancellationToken } from '../../core/base/cancellation';
import { isCancellation } from '../../core/base/error';
import type { ImageFacts } from '../../core/lint/facts';
import { isIgnored } from '../../core/lint/ignore';
import { ordered, problem, type Problem } from '../../core/lint/problem';
import { compareImages } from '../../core/lint/rules';
import { t } from '../../core/text/message';
import { inBatches } from '../dataset/inBatches';
import { comparePaths } from '../files/walkFolder';
import { findOrphans, type Orphan } from '../masks/findOrphans';
import { openSource, type DataSource } from './dataSource';
import { isInRepository } from './identity';
import { readIgnoreFile } from './ignoreFile';
import { labelProblems, readKnownLabels } from './labels';
import { LabelValues } from './labelValues';
import { lintImage } from './lintImage';
import { unreadable } from './unreadable';

/** Images that are in memory at a time. */
const width = 3;

export interface LintOptions {
  readonly token?: CancellationToken;
  /** Called before each image with the number of those that are done. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Checks a folder of images and their masks, in any layout, without writing: see `docs/lint.md`. Every image is read once, a slice at a
 * time; of each a few kilobytes are kept for comparisons.
 * @returns sorted by file, without what the folder's ignore file switches off
 * @throws UserError `unreadable` when the folder itself cannot be read, `cancelled`
 */
export async function lintFolder(target: string, options: LintOptions = {}): Promise<Problem[]> {
  const { token = neverCancelled, onProgress } = options;
  const folder = path.resolve(target);
  const ignore = await readIgnoreFile(folder);
  const source = await openSource(folder, token);
  const known = await readKnownLabels(folder);
  const values = new LabelValues(new Set(known.labels.map(({ name }) => name)));
  const context = { source, values, isInRepository: await isInRepository(folder), token };
  const problems: Problem[] = [...ignore.problems, ...source.problems, ...known.problems];
  const facts: ImageFacts[] = [];
  let done = 0;
  await inBatches(source.images, width, token, async (image) => {
    onProgress?.(done, source.images.length);
    try {
      const linted = await lintImage(image, context);
      facts.push(linted.facts);
      problems.push(...linted.problems);
    } catch (error) {
      if (isCancellation(error)) throw error;
      problems.push(unreadable(error, image.path, folder));
    }
    done++;
  });
  facts.sort((a, b) => comparePaths(a.path, b.path));
  problems.push(
    ...values.problems,
    ...labelProblems(source, known, facts),
    ...compareImages(facts),
    ...(await orphanProblems(source)),
  );
  return ordered(
    problems.filter((each) => !isIgnored(each, ignore.ignored)),
    comparePaths,
  );
}

async function orphanProblems({ folder }: DataSource): Promise<Problem[]> {
  return (await findOrphans(folder)).map((orphan) => problem(orphan.file, 'orphan-mask', orphanText(orphan)));
}

function orphanText({ image, candidates: [likeliest] }: Orphan): Problem['message'] {
  return likeliest === undefined
    ? t`The image of these masks, ${image}, is missing. No image in the folder matches them.`
    : t`The image of these masks, ${image}, is missing. They probably belong to ${likeliest.image}, which has ${likeliest.reasons.join(', ')}.`;
}
