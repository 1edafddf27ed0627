import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { format, type FormatConfig } from 'oxfmt';
import { root } from './setup/paths.mjs';

/**
 * Text that a script writes, formatted as everything in the repository.
 * @param file its name tells the language
 * @throws Error with the first syntax error
 */
export async function formatted(file: string, text: string): Promise<string> {
  const options = JSON.parse(await readFile(path.join(root, '.oxfmtrc.json'), 'utf8')) as FormatConfig;
  const { code, errors } = await format(file, text, options);
  if (errors[0]) throw new Error(`${file}: ${errors[0].message}`);
  return code;
}
