import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { RedisServer } from '../../support/redis';
import { median } from '../measure';
import { pngOf, samplePictures } from '../pictures';
import { costOf, ended, startProgram, type Cost } from './costOf';

/** Images of a batch, as many as by default: a worker pays for each batch. */
const batch = 50;
/** What comes before the first batch is written does not count, such as starting. */
const images = 6 * batch;
const model = ['--threads', '1', '--device', 'cpu'];
const alone = 'one process';

type Way = (folder: string) => Promise<Cost>;

/**
 * Makes the same masks by one process and, between two of those, by one shard and one worker of a queue, or by two of each. Prints
 * what they take in parts of what the two around them took, so that what slows the machine for minutes slows all. Needs Linux.
 *
 * @param seconds after which nothing more is started
 */
export async function overhead(seconds: number): Promise<void> {
  const root = mkdtempSync(path.join(tmpdir(), 'scale-overhead-'));
  const source = path.join(root, 'source');
  mkdirSync(source);
  const pictures = await samplePictures();
  for (let i = 0; i < images; i++) writeFileSync(path.join(source, `${i}.png`), pngOf(pictures(i)));
  const redis = await RedisServer.start();
  const ways = waysOf(`redis://127.0.0.1:${redis.port}`);
  const run = async (name: string): Promise<Cost> => {
    const folder = path.join(root, 'images');
    cpSync(source, folder, { recursive: true });
    const cost = await ways[name]!(folder);
    rmSync(folder, { recursive: true });
    const [wall, cpu] = [cost.wall.toFixed(1), cost.cpu.toFixed(1)];
    console.error(`${name}: ${wall} ms an image, ${cpu} ms of CPU time, load ${loadavg()[0]!.toFixed(1)}`);
    return cost;
  };
  const costs = new Map<string, Cost[]>();
  const ratios = new Map<string, Cost[]>();
  try {
    let before = await run(alone);
    add(costs, alone, before);
    const start = performance.now();
    for (let block = 0; performance.now() - start < 1000 * seconds; block++) {
      const names = blocks[block % blocks.length]!;
      const between: Cost[] = [];
      for (const name of names) between.push(await run(name));
      const after = await run(alone);
      add(costs, alone, after);
      for (const [i, name] of names.entries()) {
        const { wall, cpu } = between[i]!;
        add(costs, name, between[i]!);
        add(ratios, name, {
          wall: (2 * wall) / (before.wall + after.wall),
          cpu: (2 * cpu) / (before.cpu + after.cpu),
        });
      }
      before = after;
    }
    for (const [name, all] of costs) console.log(`${name}, ms an image: ${summary(all, 1)}`);
    for (const [name, all] of ratios) console.log(`${name}, in parts of ${alone}: ${summary(all, 3)}`);
  } finally {
    await redis.stop();
    rmSync(root, { recursive: true, force: true });
  }
}

/** What runs between two single processes. Orders alternate, so that a machine that grows slower favours neither. */
const blocks: readonly (readonly string[])[] = [
  ['one shard', 'one worker'],
  ['one worker', 'one shard'],
  ['two shards', 'two workers'],
];

function add(all: Map<string, Cost[]>, name: string, cost: Cost): void {
  all.set(name, [...(all.get(name) ?? []), cost]);
}

/** Median, least and greatest, of CPU time and by the clock. */
function summary(all: readonly Cost[], digits: number): string {
  const text = (values: readonly number[]): string => {
    const [middle, least, most] = [median(values), Math.min(...values), Math.max(...values)];
    return `${middle.toFixed(digits)} (${least.toFixed(digits)} to ${most.toFixed(digits)})`;
  };
  return `CPU time ${text(all.map(({ cpu }) => cpu))}, clock ${text(all.map(({ wall }) => wall))}, ${all.length} runs`;
}

function waysOf(url: string): Readonly<Record<string, Way>> {
  const masks = (folder: string, ...args: readonly string[]) => startProgram(['masks', folder, '--whole', ...args]);
  const shards = (...names: readonly string[]): Way => {
    return (folder) => {
      const runs = names.map((name) => masks(folder, '--shard', name, ...model));
      return costOf(folder, { images, from: batch, runs });
    };
  };
  const workers = (count: number): Way => {
    return async (folder) => {
      const children = Array.from({ length: count }, () => startProgram(['worker', '--queue', url, ...model]));
      const runs = [masks(folder, '--queue', url, '--batch', `${batch / count}`)];
      const cost = await costOf(folder, { images, from: batch, runs, workers: children });
      for (const child of children) child.kill('SIGTERM');
      await Promise.all(children.map(ended));
      return cost;
    };
  };
  return {
    [alone]: (folder) => costOf(folder, { images, from: batch, runs: [masks(folder, ...model)] }),
    'one shard': shards('1/1'),
    'one worker': workers(1),
    'two shards': shards('1/2', '2/2'),
    'two workers': workers(2),
  };
}
