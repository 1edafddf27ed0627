import { UserError } from '../base/error';
import { t } from '../text/message';
import type { FileContent } from './content';
import { unsupportedEncoding } from './failures';

/** Port to the files in the folder of the image, for headers whose data lie in a file of their own. */
export interface Siblings {
  /**
   * @param name a plain file name, see {@link siblingName}
   * @throws UserError that names the file: `not-found`, `unreadable`, `too-large`
   */
  read(name: string): Promise<FileContent>;
}

/** For bytes that lie in no folder. */
export const noSiblings: Siblings = {
  read: (name) =>
    Promise.reject(
      new UserError('not-found', {
        problem: t`The header refers to the data file ${JSON.stringify(name)}, which is missing.`,
        advice: t`Put both files in one folder.`,
      }),
    ),
};

/**
 * The name of a data file as a header states it, when it lies in the header's own folder. A header comes from anywhere
 * and must not choose what else is read.
 * @throws UserError `unsupported-encoding` for every other path
 */
export function siblingName(stated: string): string {
  const name = stated.replace(/^\.\//, '');
  // A colon names a drive or a stream on Windows.
  if (name !== '' && name !== '.' && name !== '..' && !/[/\\:\0]/.test(name)) return name;
  throw unsupportedEncoding(
    t`The header refers to the data file ${JSON.stringify(stated)}, which is not a file in its own folder.`,
    t`Put both files in one folder, and refer to the data file without a path.`,
  );
}
