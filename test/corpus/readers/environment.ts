import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { cached } from '../../../scripts/setup/paths.mjs';
import { LineServer } from './lineServer';

const run = promisify(execFile);
const folder = import.meta.dirname;
/** What their readers need is among the requirements; they want the OpenCV of desktops, Qt and models, too. */
const withoutDependencies = ['labelme==6.3.1', 'rt-utils==1.2.7', 'supervision==0.31.2'];

/** A program that reads or checks files of other programs, or why there is none. */
export type Reader =
  | { readonly run: (...args: string[]) => Promise<string>; readonly missing?: undefined }
  | { readonly missing: string };

/** A Python with independent readers, made in `.cache` at first and kept until the requirements change. */
export async function pythonReaders(): Promise<Reader> {
  const requirements = path.join(folder, 'requirements.txt');
  const key = createHash('sha256')
    .update(await readFile(requirements))
    .update(withoutDependencies.join())
    .digest('hex');
  const home = cached('readers', `python-${key.slice(0, 12)}`);
  const python = path.join(home, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  try {
    if (!existsSync(path.join(home, 'complete'))) {
      await rm(home, { recursive: true, force: true });
      await run(process.platform === 'win32' ? 'python' : 'python3', ['-m', 'venv', home]);
      const pip = ['-m', 'pip', 'install', '--quiet', '--no-compile', '--disable-pip-version-check', '--no-input'];
      await run(python, [...pip, '--requirement', requirements]);
      await run(python, [...pip, '--no-deps', ...withoutDependencies]);
      await mkdir(path.join(home, 'complete'));
    }
  } catch (error) {
    return { missing: `no Python with independent readers could be made: ${reasonOf(error)}` };
  }
  const server = new LineServer(python, [path.join(folder, 'read.py')]);
  return { run: async (...args) => String(await server.ask(args)) };
}

/** The checker of DICOM files in Debian's dicom3tools, unpacked into `.cache`. */
export async function dicomChecker(): Promise<Reader> {
  const home = cached('readers', 'dicom3tools');
  const program = path.join(home, 'usr/bin/dciodvfy');
  try {
    if (!existsSync(program)) {
      const temporary = `${home}.new`;
      await rm(temporary, { recursive: true, force: true });
      await mkdir(temporary, { recursive: true });
      await run('apt-get', ['download', 'dicom3tools'], { cwd: temporary });
      const packages = (await readdir(temporary)).filter((name) => name.endsWith('.deb'));
      await run('dpkg', ['-x', packages[0]!, temporary], { cwd: temporary });
      await rename(temporary, home);
    }
  } catch (error) {
    return { missing: `Debian’s dicom3tools could not be had: ${reasonOf(error)}` };
  }
  return { run: (...args) => output(program, args) };
}

/** Output and messages of a program, whatever its exit code. */
async function output(program: string, args: readonly string[]): Promise<string> {
  return run(program, args, { maxBuffer: 2 ** 28 }).then(
    ({ stdout, stderr }) => stdout + stderr,
    (error: unknown) => {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      return stdout + stderr || String(error);
    },
  );
}

function reasonOf(error: unknown): string {
  return String((error as { stderr?: string }).stderr || error)
    .trim()
    .split('\n')
    .at(-1)!;
}
