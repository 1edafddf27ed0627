import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cliProgram } from '../cli/runCli';
import { discImage } from './discs';

/** Names of images. */
export function imageNames(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${String(i).padStart(4, '0')}.png`);
}

/** Folders with images, and programs that work on them, which end with the test. */
export class QueueRuns {
  readonly #root = mkdtempSync(path.join(tmpdir(), 'queue-'));
  readonly #children = new Set<ChildProcess>();
  readonly #log = openSync(this.at('log'), 'a');

  at(...parts: readonly string[]): string {
    return path.join(this.#root, ...parts);
  }

  /** @returns a new folder with images */
  prepare(name: string, images: readonly string[]): string {
    mkdirSync(this.at(name));
    for (const [i, image] of images.entries()) {
      writeFileSync(this.at(name, image), discImage({ x0: 20, y0: 30, x1: 60 + (i % 17), y1: 80 }));
    }
    return this.at(name);
  }

  /** Starts a worker in a group of its own; it takes a batch for lost after three seconds. */
  startWorker(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
    const all = [cliProgram, 'worker', ...args, '--lock', '3', '--threads', '1', '--device', 'cpu'];
    const child = spawn(process.execPath, all, {
      ...{ detached: true, stdio: ['ignore', this.#log, this.#log], env: { ...process.env, ...env } },
    });
    this.#children.add(child);
    child.once('exit', () => this.#children.delete(child));
    return child;
  }

  /** Kills a worker with its processes of the model, as a machine does that is switched off. */
  kill(child: ChildProcess): void {
    try {
      process.kill(-child.pid!, 'SIGKILL');
    } catch {
      // It has ended.
    }
  }

  killAll(): void {
    for (const child of this.#children) this.kill(child);
  }

  /** What others may read while programs work on a folder: command lines, what was printed, and all text in the folder. */
  readable(folder: string): string {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => !name.endsWith('.png'))
      .map((name) => textOf(path.join(folder, name)));
    const commands = execFileSync('ps', ['-eww', '-o', 'args'], { encoding: 'utf8' });
    return [commands, readFileSync(this.at('log'), 'utf8'), ...files].join('\n');
  }

  dispose(): void {
    this.killAll();
    rmSync(this.#root, { recursive: true, force: true });
  }
}

/** The text of a file; of a folder, and of a temporary file that a program has renamed meanwhile, none. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'EISDIR'].includes(String((error as NodeJS.ErrnoException).code))) return '';
    throw error;
  }
}

/** How many images of a folder have masks. */
export function masked(folder: string): number {
  return readdirSync(folder).filter((name) => name.endsWith('.mask.png')).length;
}
