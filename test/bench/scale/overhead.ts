import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { bundledFile } from '../../../src/node/process/productPaths';
import { RedisServer } from '../../support/redis';
import { median } from '../measure';
import { pngOf, samplePictures } from '../pictures';

/** Images of a batch in the queue. */
const batch = 25;
const model = ['--threads', '1', '--device', 'cpu'];
/** Milliseconds in which a worker starts, before it is given work. */
const warmUp = 8000;
/** Milliseconds of a tick, in which Linux counts CPU time. */
const tick = 10;

/** Milliseconds for each image: by the clock, and of CPU time of all processes but Redis. */
interface Cost {
  readonly wall: number;
  readonly cpu: number;
}
type Way = (folder: string) => Promise<Cost>;

/**
 * Makes masks by one process, by one shard, by two shards side by side, and by one and two workers of a queue, in turns, so that
 * what slows the machine slows all. Prints what each image takes, medians over the rounds, from a tenth of the masks to the
 * last, so that starting does not count. Needs Linux.
 */
export async function overhead(images: number, rounds: number): Promise<void> {
  const root = mkdtempSync(path.join(tmpdir(), 'scale-overhead-'));
  const source = path.join(root, 'source');
  mkdirSync(source);
  const pictures = await samplePictures();
  for (let i = 0; i < images; i++) writeFileSync(path.join(source, `${i}.png`), pngOf(pictures(i)));
  const redis = await RedisServer.start();
  const costs = new Map<string, Cost[]>();
  try {
    for (let round = 0; round < rounds; round++) {
      for (const [name, way] of Object.entries(waysOf(images, `redis://127.0.0.1:${redis.port}`))) {
        const folder = path.join(root, `${name} ${round}`);
        cpSync(source, folder, { recursive: true });
        const cost = await way(folder);
        costs.set(name, [...(costs.get(name) ?? []), cost]);
        console.error(
          `${name}: ${cost.wall.toFixed(1)} ms, ${cost.cpu.toFixed(1)} ms of CPU time, load ${loadavg()[0]}`,
        );
        rmSync(folder, { recursive: true });
      }
    }
    const alone = costs.get('one process')!;
    for (const [name, all] of costs) {
      const texts = (['wall', 'cpu'] as const).map((kind) => {
        const ratio = median(all.map((each, round) => each[kind] / alone[round]![kind]));
        return `${kind} ${median(all.map((each) => each[kind])).toFixed(1)} ms an image (${ratio.toFixed(3)})`;
      });
      console.log(`${name}: ${texts.join(', ')}`);
    }
  } finally {
    await redis.stop();
    rmSync(root, { recursive: true, force: true });
  }
}

function waysOf(images: number, url: string): Readonly<Record<string, Way>> {
  const masks = (folder: string, ...args: readonly string[]): ChildProcess =>
    start(['masks', folder, '--whole', ...args]);
  const shards = (...names: readonly string[]): Way => {
    return (folder) =>
      timed(
        folder,
        images,
        names.map((name) => masks(folder, '--shard', name, ...model)),
      );
  };
  const workers = (count: number): Way => {
    return async (folder) => {
      const children = Array.from({ length: count }, () => start(['worker', '--queue', url, ...model]));
      await pause(warmUp);
      const cost = await timed(folder, images, [masks(folder, '--queue', url, '--batch', `${batch}`)], children);
      for (const child of children) child.kill('SIGTERM');
      await Promise.all(children.map(ended));
      return cost;
    };
  };
  return {
    'one process': (folder) => timed(folder, images, [masks(folder, ...model)]),
    'one shard': shards('1/1'),
    'one worker': workers(1),
    'two shards': shards('1/2', '2/2'),
    'two workers': workers(2),
  };
}

/** In a group of its own, so that the processes of the model are counted with it. */
function start(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [bundledFile('cli.js'), ...args], {
    ...{ detached: true, stdio: ['ignore', 'ignore', 'inherit'] },
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve));
}

/** What the images take from a tenth of the masks to the last. */
async function timed(
  folder: string,
  images: number,
  runs: readonly ChildProcess[],
  workers: readonly ChildProcess[] = [],
): Promise<Cost> {
  const masked = (): number => readdirSync(folder).filter((name) => name.endsWith('.mask.png')).length;
  const groups = new Set([...runs, ...workers].map(({ pid }) => pid!));
  let from: { readonly at: number; readonly cpu: number; readonly count: number } | undefined;
  for (let cpu = 0; ;) {
    const count = masked();
    const at = performance.now();
    // What a process that has ended took may be gone.
    cpu = Math.max(cpu, cpuOf(groups));
    if (count >= images / 10) from ??= { at, cpu, count };
    if (count === images && from !== undefined) {
      await Promise.all(runs.map(ended));
      const made = images - from.count;
      return { wall: (at - from.at) / made, cpu: (cpu - from.cpu) / made };
    }
    if (runs.every(({ exitCode }) => exitCode !== null)) throw new Error(`Only ${count} of ${images} masks were made.`);
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
