import { formatted } from '../format';
import { withContributions } from './packageJson';
import { withTitles } from './packageNls';
import { withTables } from './tables';

/** What is made from the tables of commands and of the tools of assistants, by file of the repository. */
export const generators: ReadonlyMap<string, (text: string) => string> = new Map([
  ['package.json', withContributions],
  ['package.nls.json', withTitles],
  ['docs/editor.md', withTables],
]);

/** The text of a file with its generated parts as they should be, formatted as everything in the repository. */
export async function generated(file: string, text: string): Promise<string> {
  return formatted(file, generators.get(file)?.(text) ?? text);
}
