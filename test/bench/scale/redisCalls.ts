import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { discImage } from '../../support/discs';
import { imageNames, masked } from '../../support/queueRuns';
import { RedisServer } from '../../support/redis';
import { ended, startProgram } from './costOf';

/** Images of a batch where batches are counted, and where their memory is measured. */
const small = 10;
const usual = 50;
/** Seconds for which nothing happens. */
const idle = 30;
const workers = 2;

/** What a server was asked in some time. */
interface Asked {
  readonly seconds: number;
  /** Calls by clients. */
  readonly calls: number;
  /** Commands that were executed, also by scripts, and milliseconds that they took. */
  readonly commands: number;
  readonly milliseconds: number;
}

/**
 * Counts what a run asks of Redis: by the process that follows it, by a worker that waits, and for each batch; and the memory of
 * batches that wait.
 */
export async function redisCalls(images: number): Promise<void> {
  const root = mkdtempSync(path.join(tmpdir(), 'scale-redis-'));
  const redis = await RedisServer.start();
  const queue = ['--queue', `redis://127.0.0.1:${redis.port}`];
  const prepare = (name: string, names: readonly string[], bytes: Uint8Array | string): string => {
    const folder = path.join(root, name);
    mkdirSync(folder);
    for (const each of names) writeFileSync(path.join(folder, each), bytes);
    return folder;
  };
  try {
    await ended(startProgram(['queue', 'pause', ...queue]));
    const before = numberIn(await redis.info('memory'), 'used_memory');
    // Nobody reads these files.
    const full = startProgram(['masks', prepare('many', imageNames(1100 * usual), ''), '--whole', ...queue]);
    await waiting(redis, 1000);
    const memory = numberIn(await redis.info('memory'), 'used_memory') - before;
    const follower = await during(redis, () => pause(1000 * idle));
    full.kill('SIGINT');
    await ended(full);
    print('following a run, 1000 batches waiting', follower, 'a second', idle);
    console.log(`a batch of ${usual} that waits: ${(memory / 1000 / 1024).toFixed(1)} KiB`);

    const crew = Array.from({ length: workers }, () => startProgram(['worker', ...queue, '--threads', '1']));
    await pause(10_000);
    const alone = await during(redis, () => pause(1000 * idle));
    print('a worker that waits', alone, 'a second', idle * workers);

    const folder = prepare('few', imageNames(images), discImage({ x0: 20, y0: 30, x1: 70, y1: 80 }));
    const run = startProgram(['masks', folder, '--whole', ...queue, '--batch', `${small}`]);
    await waiting(redis, images / small);
    const working = await during(redis, async () => {
      await ended(startProgram(['queue', 'resume', ...queue]));
      await ended(run);
    });
    if (masked(folder) !== images) throw new Error(`Only ${masked(folder)} of ${images} masks were made.`);
    const { seconds } = working;
    console.log(`${images / small} batches of ${small} in ${seconds.toFixed(1)} s`);
    print('all that was asked', working, 'a batch', images / small);
    print('without what is asked by time', less(working, follower, alone), 'a batch', images / small);
    for (const child of crew) child.kill('SIGTERM');
    await Promise.all(crew.map(ended));
  } finally {
    await redis.stop();
    rmSync(root, { recursive: true, force: true });
  }
}

async function waiting(redis: RedisServer, batches: number): Promise<void> {
  while (numberIn(await redis.info('keyspace'), 'db0:keys') < batches) await pause(200);
  await pause(1000);
}

async function during(redis: RedisServer, work: () => Promise<unknown>): Promise<Asked> {
  const before = statistics(await redis.info('commandstats'));
  const monitor = redis.monitor();
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1000;
  const after = statistics(await redis.info('commandstats'));
  const calls = monitor.lines();
  monitor.end();
  const byName = new Map<string, number>();
  for (const line of calls.filter((each) => !/ lua\]/.test(each))) {
    const name = /\] "(\w+)"/.exec(line)?.[1]?.toLowerCase() ?? '';
    // Those of this program.
    if (name !== 'info' && name !== 'quit') byName.set(name, (byName.get(name) ?? 0) + 1);
  }
  console.error([...byName].map(([name, count]) => `${name} ${count}`).join(', '));
  return {
    seconds,
    calls: [...byName.values()].reduce((sum, count) => sum + count, 0),
    commands: after.commands - before.commands,
    milliseconds: after.milliseconds - before.milliseconds,
  };
}

/** What the command statistics add up to. The time of a script includes that of its commands. */
function statistics(text: string): { readonly commands: number; readonly milliseconds: number } {
  let [commands, microseconds] = [0, 0];
  for (const [, name = '', calls, usec] of text.matchAll(/cmdstat_([\w|]+):calls=(\d+),usec=(\d+)/g)) {
    if (name === 'info' || name === 'monitor') continue;
    if (name !== 'evalsha' && name !== 'eval') commands += Number(calls);
    else microseconds += Number(usec);
  }
  return { commands, milliseconds: microseconds / 1000 };
}

/** What a run asked beyond what its follower and its workers ask by time. */
function less(working: Asked, follower: Asked, alone: Asked): Asked {
  const rest = (of: (asked: Asked) => number): number =>
    of(working) - working.seconds * (of(follower) / follower.seconds + of(alone) / alone.seconds);
  return {
    seconds: working.seconds,
    calls: rest(({ calls }) => calls),
    commands: rest(({ commands }) => commands),
    milliseconds: rest(({ milliseconds }) => milliseconds),
  };
}

function print(what: string, { calls, commands, milliseconds }: Asked, unit: string, count: number): void {
  const [each, executed, time] = [calls, commands, milliseconds].map((value) => (value / count).toFixed(2));
  console.log(`${what}: ${each} calls ${unit}, ${executed} commands executed, ${time} ms of scripts`);
}

function numberIn(text: string, name: string): number {
  return Number(new RegExp(`^${name}[:=](\\d+)`, 'm').exec(text)?.[1] ?? 0);
}
