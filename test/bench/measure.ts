import { existsSync, writeFileSync } from 'node:fs';

/** Figures of one case, by name. */
export type Figures = Readonly<Record<string, number>>;

/** What one case took: milliseconds of the clock and of all threads of the process, medians over the runs. */
export interface Measured {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly runs: number;
}

/** Least time spent on a case after warming up, in milliseconds, and least number of runs. */
const leastMs = 4000;
const leastRuns = 7;

/** Runs `work` until its median is steady enough to be compared. */
export async function measure(work: () => Promise<unknown>): Promise<Measured> {
  await work();
  const walls: number[] = [];
  const cpus: number[] = [];
  const begin = performance.now();
  while (walls.length < leastRuns || performance.now() - begin < leastMs) {
    const cpu = process.cpuUsage();
    const start = performance.now();
    await work();
    walls.push(performance.now() - start);
    const { user, system } = process.cpuUsage(cpu);
    cpus.push((user + system) / 1000);
  }
  return { wallMs: median(walls), cpuMs: median(cpus), runs: walls.length };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** Forgets what the process has held so far, where the system can (Linux): {@link peakMemory} then tells of what follows. */
export function forgetPeakMemory(): void {
  const file = '/proc/self/clear_refs';
  if (existsSync(file)) writeFileSync(file, '5');
}

/** Largest memory that the process has held, in MiB. */
export function peakMemory(): number {
  return process.resourceUsage().maxRSS / 1024;
}
