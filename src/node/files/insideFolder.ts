import { readlink, realpath } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../core/base/error';
import { isReservedName } from '../../core/base/pathKey';
import { staysInside } from '../../core/base/relativePath';
import { t, type Message } from '../../core/text/message';
import { isInside } from './isInside';
import { leadsNowhere } from './isMissing';
import { reasonOf } from './reasonOf';

/**
 * The one way from a path that stands in a file, such as a COCO file, a journal or an index, to a path that is read or written:
 * what comes from anywhere must not choose files outside the folder that it is for. Links are followed, and have to lead into
 * the folder as well.
 *
 * @param folder that the path is relative to; it may be reached through links itself
 * @param stated need not exist
 * @returns the absolute path
 * @throws UserError `bad-input` that names the path as it is stated; `unreadable` where it cannot be followed
 */
export async function insideFolder(folder: string, stated: string): Promise<string> {
  if (!staysInside(stated) || (process.platform === 'win32' && isSpecialOnWindows(stated))) {
    throw leadsOut(stated, t`This path leads outside the folder ${folder}.`);
  }
  const file = path.resolve(folder, stated);
  const [root, actual] = await Promise.all([realPath(path.resolve(folder)), realPath(file)]).catch((cause: unknown) => {
    throw new UserError('unreadable', { file, problem: t`The path cannot be followed: ${reasonOf(cause)}.`, cause });
  });
  if (path.relative(root, actual) !== '' && isInside(root, actual)) return file;
  throw leadsOut(stated, t`This path leads through a link outside the folder ${folder}.`);
}

/** Names of devices, and what follows a colon, which is another stream of a file. */
function isSpecialOnWindows(stated: string): boolean {
  return stated.split(/[/\\]/).some((part) => part.includes(':') || isReservedName(part));
}

/** The path without links, as far as it exists; a link to nothing leads to where it would be written. */
async function realPath(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch (cause) {
    if (!leadsNowhere(cause)) throw cause;
    const above = path.dirname(file);
    if (above === file) return file;
    const folder = await realPath(above);
    const target = await readlink(path.join(folder, path.basename(file))).catch(() => path.basename(file));
    const resolved = path.resolve(folder, target);
    return target === path.basename(file) ? resolved : realPath(resolved);
  }
}

function leadsOut(stated: string, problem: Message): UserError {
  return new UserError('bad-input', {
    file: stated,
    problem,
    advice: t`Move the files into that folder, or name a folder that contains all of them.`,
  });
}
