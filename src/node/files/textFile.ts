import { UserError } from '../../core/base/error';
import { refuseLfsPointer } from '../../core/base/gitLfs';
import { textOf } from '../../core/base/text';
import { readFile } from './readFile';

/**
 * The text of a file that a person or another program may have written, see {@link textOf}.
 * @param encoding see {@link textOf}
 * @throws what the system says; UserError that names it: `damaged` for what is no text, `unreadable` for a pointer of Git LFS
 */
export async function readTextFile(file: string, encoding?: string): Promise<string> {
  const bytes = await readFile(file);
  try {
    refuseLfsPointer(bytes);
    return textOf(bytes, encoding);
  } catch (error) {
    throw error instanceof UserError ? error.inFile(file) : error;
  }
}
