import { formatted } from '../format';

/**
 * A page with `text` between the marks of one of its sections, the rest as it was.
 * @param name of the section
 * @param script the npm script that writes it
 */
export async function withSection(page: string, name: string, script: string, text: string): Promise<string> {
  const start = `<!-- ${name}: written by \`npm run ${script}\` -->`;
  const end = `<!-- end of ${name} -->`;
  const [before, after] = [page.indexOf(start), page.indexOf(end)];
  if (before < 0 || after < before) throw new Error(`There is no “${start}” before “${end}”.`);
  const whole = [page.slice(0, before) + start, text, page.slice(after)].join('\n\n');
  return formatted('page.md', whole);
}
