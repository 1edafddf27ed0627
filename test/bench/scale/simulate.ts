import { seededRandom } from '../../../src/core/statistics/random';

/**
 * What is assumed. The seconds of a core and of planning and what Redis is asked were measured, and calls to the file server
 * counted with strace (docs/scale.md); the rest is estimated. Any may be replaced: `simulate coreSeconds=0.2`.
 */
const assumptions = {
  /** Seconds of one core, and of one GPU, for an image: from file to mask. That of the GPU is a guess. */
  coreSeconds: 0.11,
  gpuSeconds: 0.02,
  /** Calls for each image that reach the file server: opened, looked up, read, written, renamed, removed, synced. */
  fileCalls: 58,
  megabytes: 0.55,
  /** Calls to Redis for each batch, and in a second by who follows the run and by each worker, see `calls`. */
  redisCalls: 4.4,
  followerCalls: 6.6,
  workerCalls: 0.5,
  /** Milliseconds of the one thread of Redis for each batch. */
  redisMilliseconds: 3,
  batch: 50,
  /** Seconds to list and plan a million images, and gigabytes of memory for them. */
  planSeconds: 45,
  planGigabytes: 0.6,
  /** What the file server does in a second. */
  serverCalls: 20_000,
  serverMegabytes: 1000,
  /** What a process may hold: Node's own limit on a large machine. */
  heapGigabytes: 4,
  imagesPerShard: 1000,
};
type Assumptions = typeof assumptions;

const spans = { fast: 0.7, slow: 1.3 };
/** Seconds that are simulated. */
const span = 600;

/** Prints what workers do in an hour, what they ask of their servers, and what bounds them. */
export function simulate(changes: readonly string[]): void {
  const assumed = assumedWith(changes);
  console.log(JSON.stringify(assumed, null, 2));
  for (const kind of ['core', 'gpu'] as const) {
    for (const workers of [1, 10, 100, 1000]) {
      const { rate, busy } = run(workers, kind === 'core' ? assumed.coreSeconds : assumed.gpuSeconds, assumed);
      const calls = Math.round(rate * assumed.fileCalls);
      const batches = rate / assumed.batch;
      const redis = Math.round(batches * assumed.redisCalls + assumed.followerCalls + workers * assumed.workerCalls);
      const redisBusy = (batches * assumed.redisMilliseconds) / 1000;
      const hours = [1e6, 1e7].map((images) => (images / rate / 3600).toFixed(images / rate > 36_000 ? 0 : 1));
      console.log(
        `${workers} × ${kind}: ${Math.round(rate * 3600)} images/h (${Math.round((rate * 3600) / workers)} each), file server ` +
          `${calls} calls/s and ${Math.round(rate * assumed.megabytes)} MB/s (${Math.round(100 * busy)} % busy), Redis ${redis} calls/s (${(100 * redisBusy).toFixed(1)} % busy); ` +
          `1 M images ${hours[0]} h, 10 M ${hours[1]} h`,
      );
    }
  }
  for (const images of [1e6, 1e7]) console.log(limitsOf(images, assumed));
}

/**
 * Workers that take an image, wait for the file server, which serves one request after another, and compute, for some minutes.
 * @returns images a second, and the part of the time that the file server is busy
 */
function run(workers: number, seconds: number, assumed: Assumptions): { rate: number; busy: number } {
  const service = Math.max(assumed.fileCalls / assumed.serverCalls, assumed.megabytes / assumed.serverMegabytes);
  const random = seededRandom(`${workers} ${seconds}`);
  // When each worker asks the file server next; a binary heap would do it for more of them.
  const next = Array.from({ length: workers }, () => random() * seconds);
  let [free, done, busy] = [0, 0, 0];
  for (;;) {
    const worker = next.reduce((best, at, i) => (at < next[best]! ? i : best), 0);
    const start = Math.max(next[worker]!, free);
    if (start > span) return { rate: done / span, busy: busy / span };
    free = start + service;
    busy += service;
    done++;
    next[worker] = free + seconds * (spans.fast + (spans.slow - spans.fast) * random());
  }
}

/** What each job and the process that follows a run have to bear. */
function limitsOf(images: number, assumed: Assumptions): string {
  const millions = images / 1e6;
  const [list, memory] = [assumed.planSeconds * millions, assumed.planGigabytes * millions];
  const shardSeconds = assumed.imagesPerShard * assumed.coreSeconds;
  // Every shard lists the whole folder: at most a thirtieth of its time.
  const enough = Math.ceil((30 * list) / assumed.coreSeconds / 1000) * 1000;
  return (
    `${millions} M images: every shard lists them all, ${Math.round(list)} s for ${Math.round(shardSeconds)} s of work with ` +
    `${assumed.imagesPerShard} images; with ${enough} images per shard it is 3 %. Planning holds ${memory.toFixed(1)} GB` +
    `${memory > assumed.heapGigabytes ? `, more than the ${assumed.heapGigabytes} GB of a process: divide the folder` : ''}.`
  );
}

function assumedWith(changes: readonly string[]): Assumptions {
  const changed: Record<string, number> = { ...assumptions };
  for (const change of changes) {
    const [name = '', value = ''] = change.split('=');
    if (!(name in changed) || !(Number(value) > 0)) throw new Error(`${change} is no assumption.`);
    changed[name] = Number(value);
  }
  return changed as Assumptions;
}
