import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { messageOf, UserError } from '../../core/base/error';
import { t } from '../../core/text/message';
import { writeFileAtomically } from '../files/atomicWrite';
import { leadsNowhere } from '../files/isMissing';
import { readTextFile } from '../files/textFile';

const run = promisify(execFile);

/** Files that the drivers are for. */
const patterns = ['*.masks.json', '*.mask.png', '*.mask.nii.gz'] as const;
const attributes = 'diff=sam-unet merge=sam-unet';

/** What was set up. */
export interface GitSetup {
  /** The working tree. */
  readonly root: string;
  /** Lines that were added to its `.gitattributes`, which is committed. */
  readonly added: readonly string[];
}

/**
 * Lets Git compare and merge sidecars and label maps by their objects: `.gitattributes` names the drivers, and the configuration of this
 * clone says how they are run. Doing it again changes nothing.
 * @param program the command that runs this program, as arguments
 * @throws UserError `not-found` outside of a working tree, `unwritable`
 */
export async function setUpGit(folder: string, program: readonly string[]): Promise<GitSetup> {
  const root = await git(folder, 'rev-parse', '--show-toplevel');
  const command = program.map((part) => `"${part.replaceAll('\\', '/')}"`).join(' ');
  await git(root, 'config', 'diff.sam-unet.command', `${command} git-diff`);
  await git(root, 'config', 'merge.sam-unet.name', 'SAM-UNet masks, object by object');
  await git(root, 'config', 'merge.sam-unet.driver', `${command} git-merge %O %A %B %P`);
  const file = path.join(root, '.gitattributes');
  const text = await readTextFile(file).catch((error: unknown) => {
    if (leadsNowhere(error)) return '';
    throw error;
  });
  const known = new Set(text.split(/\r?\n/).map((line) => line.trim()));
  const added = patterns.map((pattern) => `${pattern} ${attributes}`).filter((line) => !known.has(line));
  if (added.length > 0) {
    const start = text === '' || text.endsWith('\n') ? text : `${text}\n`;
    await writeFileAtomically(file, `${start}${added.join('\n')}\n`);
  }
  return { root, added };
}

async function git(folder: string, ...args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await run('git', ['-C', path.resolve(folder), ...args], { encoding: 'utf8' });
    return stdout.trim();
  } catch (cause) {
    throw new UserError('not-found', {
      file: folder,
      problem: t`Git could not be set up: ${messageOf(cause).split('\n').at(-1) ?? ''}.`,
      advice: t`Name a folder in a clone, and check that Git is installed.`,
      cause,
    });
  }
}
