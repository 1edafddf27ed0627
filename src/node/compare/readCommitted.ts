import { execFile } from 'node:child_process';
import { devNull } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Largest file that is taken from version control, in bytes. */
const largestFile = 256 * 2 ** 20;

/**
 * What git sets over the configuration that a repository brings along, which can name programs: for hooks, for watching files,
 * for comparing, for connections, for passwords. A bare repository that lies within the working tree is not taken for one.
 */
const cleanConfiguration: Readonly<Record<string, string>> = {
  'core.hooksPath': devNull,
  'core.fsmonitor': 'false',
  'core.sshCommand': 'false',
  'core.gitProxy': '',
  'core.askPass': '',
  'credential.helper': '',
  'diff.external': '',
  'safe.bareRepository': 'explicit',
};

/** Keeps git from fetching what a partial clone lacks, by any protocol, from asking, and from starting another program for it. */
const cleanEnvironment: Readonly<Record<string, string>> = {
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_SSH_COMMAND: 'false',
  GIT_EXTERNAL_DIFF: '',
  GIT_PAGER: '',
  GIT_ASKPASS: '',
};

/** Variables of our own process that would lead git to another repository, or to programs. */
const inherited = /^(GIT_|SSH_ASKPASS$)/i;

/**
 * The text of a file as a commit has it. Nothing but git itself is run, whatever the repository's configuration says.
 * @param commit the last one when left out; else from {@link commitOf}
 * @throws what running git throws, also where the commit has no such file
 */
export async function readCommitted(file: string, commit = 'HEAD'): Promise<string> {
  return runGit(path.dirname(file), 'cat-file', 'blob', `${commit}:./${path.basename(file)}`);
}

/** The commit that a branch, a tag or another name stands for. @throws what running git throws, also where there is none */
export async function commitOf(folder: string, name: string): Promise<string> {
  const found = await runGit(folder, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`);
  return found.trim();
}

/** The files that a commit has in a folder and its subfolders, relative to it, with `/`. @throws what running git throws */
export async function filesOfCommit(folder: string, commit: string): Promise<string[]> {
  const names = await runGit(folder, 'ls-tree', '-r', '-z', '--name-only', commit, '--', '.');
  return names.split('\0').filter((name) => name !== '');
}

/** The branches of the repository that a folder lies in, those of remotes last. @throws what running git throws */
export async function branchesOf(folder: string): Promise<string[]> {
  const names = await runGit(folder, 'for-each-ref', '--format=%(refname:short)', 'refs/heads', 'refs/remotes');
  return names.split('\n').filter((name) => name !== '' && !name.endsWith('/HEAD'));
}

/** Runs git as if the repository configured nothing. */
async function runGit(folder: string, ...args: readonly string[]): Promise<string> {
  const settings = Object.entries(cleanConfiguration).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const own = Object.entries(process.env).filter(([name]) => !inherited.test(name));
  const { stdout } = await run('git', ['-C', path.resolve(folder), '--no-pager', ...settings, ...args], {
    maxBuffer: largestFile,
    encoding: 'utf8',
    // Windows looks for programs in the current folder first.
    cwd: path.dirname(process.execPath),
    env: { ...Object.fromEntries(own), ...cleanEnvironment },
  });
  return stdout;
}
