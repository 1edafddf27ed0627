import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { bundledFile } from '../../../src/node/process/productPaths';
import { masked } from '../../support/queueRuns';

/** Milliseconds of a tick, in which Linux counts CPU time. */
const tick = 10;

/** Milliseconds for each image: by the clock, and of CPU time of all processes but the server of the queue. */
export interface Cost {
  readonly wall: number;
  readonly cpu: number;
}

interface Work {
  /** Images of the folder, and how many of them have masks when the count begins. */
  readonly images: number;
  readonly from: number;
  /** Processes that end when the masks are made. */
  readonly runs: readonly ChildProcess[];
  /** Processes that go on. */
  readonly workers?: readonly ChildProcess[];
}

/** Starts the built command line in a group of its own, so that its processes of the model are counted with it. */
export function startProgram(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [bundledFile('cli.js'), ...args], {
    ...{ detached: true, stdio: ['ignore', 'ignore', 'inherit'] },
  });
}

export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve));
}

/** What the masks of a folder take that some processes make. @throws Error where they end before all are made */
export async function costOf(folder: string, { images, from, runs, workers = [] }: Work): Promise<Cost> {
  const groups = new Set([...runs, ...workers].map(({ pid }) => pid!));
  let first: { readonly at: number; readonly cpu: number; readonly count: number } | undefined;
  for (let cpu = 0; ;) {
    const hasEnded = runs.every(({ exitCode }) => exitCode !== null);
    const count = masked(folder);
    const at = performance.now();
    // What a process that has ended took may be gone.
    cpu = Math.max(cpu, cpuOf(groups));
    if (count >= from) first ??= { at, cpu, count };
    if (count === images && first !== undefined) {
      await Promise.all(runs.map(ended));
      const made = images - first.count;
      return { wall: (at - first.at) / made, cpu: (cpu - first.cpu) / made };
    }
    if (hasEnded) throw new Error(`Only ${count} of ${images} masks were made.`);
    await pause(20);
  }
}

/** Milliseconds of CPU time that the processes of some groups have taken, by proc(5). */
function cpuOf(groups: ReadonlySet<number>): number {
  let ticks = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    let text = '';
    try {
      text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    } catch {
      // It has ended.
    }
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    // Its own, and that of children that have ended.
    if (groups.has(Number(fields[2]))) for (const at of [11, 12, 13, 14]) ticks += Number(fields[at]);
  }
  return ticks * tick;
}
