import path from 'node:path';
import { parseIgnoreFile, type IgnoredRule } from '../../core/lint/ignore';
import { problem, type Problem } from '../../core/lint/problem';
import { t } from '../../core/text/message';
import { leadsNowhere } from '../files/isMissing';
import { readTextFile } from '../files/textFile';
import { unreadable } from './unreadable';

/** Path of the file that switches rules off, relative to the folder that is checked. */
export const ignoreName = '.sam-unet/lintignore';

/** The rules that a folder switches off, and what is wrong with the file that says so. */
export async function readIgnoreFile(
  folder: string,
): Promise<{ readonly ignored: readonly IgnoredRule[]; readonly problems: readonly Problem[] }> {
  try {
    const { ignored, unknown } = parseIgnoreFile(await readTextFile(path.join(folder, ignoreName)));
    const problems = unknown.map(({ line, name }) =>
      problem(ignoreName, 'unreadable', t`Line ${line}: there is no rule “${name}”.`),
    );
    return { ignored, problems };
  } catch (error) {
    if (leadsNowhere(error)) return { ignored: [], problems: [] };
    return { ignored: [], problems: [unreadable(error, ignoreName)] };
  }
}
