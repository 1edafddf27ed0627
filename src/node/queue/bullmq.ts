import {
  DelayedError,
  Queue,
  UnrecoverableError,
  Worker,
  type IQueueBackend,
  type Job,
  type JobProgress,
} from 'bullmq';
import type { Batch } from '../../core/bulk/batch';
import { connect } from './backend';
import type {
  BatchQueue,
  QueueAddress,
  QueueModule,
  QueueWorker,
  QueueWorkerOptions,
  ServerEvents,
} from './batchQueue';
import { steadily } from './steady';

/** How often a batch is tried before it is dead, and the milliseconds before the second try; later ones wait twice as long each. */
const attempts = { attempts: 5, backoff: { type: 'exponential', delay: 5000 } } as const;
/** A worker that is killed again and again must not make a batch dead that nothing is wrong with. */
const mostStalls = 1000;
/** Milliseconds for which a batch that a worker cannot do stays away from it. */
const away = 5000;
const states = ['waiting', 'active', 'delayed', 'completed', 'failed', 'prioritized'] as const;
/** With PostgreSQL, what waits in a paused queue is counted apart; BullMQ knows the name, and its types do not. */
const pausedState = 'paused' as (typeof states)[number];

/**
 * What Redis says to credentials that are wrong, and Node to a certificate that it does not trust, for as long as the client
 * asks again.
 */
const refusal = /NOAUTH|WRONGPASS|NOPERM|certificate/;

type Batches = Queue<Batch, unknown, string, Batch, unknown, string, IQueueBackend, QueueAddress>;

/** @throws what the server says, where it cannot be reached */
async function reach(address: QueueAddress, { onLost }: ServerEvents): Promise<Batches> {
  const queue: Batches = new Queue(address.name, { connection: address }, connect);
  const refused = new Promise<never>((_, reject) => {
    queue.on('error', (error) => {
      if (refusal.test(error.message)) reject(error);
      else onLost(error.message);
    });
  });
  try {
    await Promise.race([queue.waitUntilReady(), refused]);
    refused.catch(() => undefined);
    return queue;
  } catch (error) {
    void queue.close().catch(() => undefined);
    throw error;
  }
}

function openQueue(address: QueueAddress, server: ServerEvents): BatchQueue {
  let reached: Promise<Batches> | undefined;
  const ask = <T>(work: (queue: Batches) => Promise<T>): Promise<T> =>
    steadily(async () => {
      reached ??= reach(address, server);
      const queue = await reached.catch((error: unknown) => {
        reached = undefined;
        throw error;
      });
      return work(queue);
    }, server);
  return {
    add: async (batches) => {
      const jobs = batches.map(({ id, data }) => ({ name: 'batch', data, opts: { jobId: id, ...attempts } }));
      await ask((queue) => queue.addBulk(jobs));
    },
    ended: (most, of) =>
      ask(async (queue) => {
        // Those of other runs may be many, and stay until somebody follows them: only their ids are read.
        const jobsOf = async (state: 'completed' | 'failed') => {
          const ids = await queue.getRanges([state], 0, -1, true);
          const meant = ids.filter((id) => of?.has(id) ?? true).slice(0, most);
          return (await Promise.all(meant.map((id) => queue.getJob(id)))).filter(isThere);
        };
        const [done, dead] = [await jobsOf('completed'), await jobsOf('failed')];
        return [
          ...done.map(({ id = '', data, returnvalue }) => ({
            ...{ id, data, outcome: { kind: 'done', report: returnvalue } as const },
          })),
          ...dead.map(({ id = '', data, failedReason }) => ({
            ...{ id, data, outcome: { kind: 'dead', reason: failedReason } as const },
          })),
        ];
      }),
    existing: (ids) =>
      ask(async (queue) => {
        const there = new Set(await queue.getRanges([...states], 0, -1));
        return new Set(ids.filter((id) => there.has(id)));
      }),
    all: () =>
      ask(async (queue) => {
        const found = [];
        for (const state of states) {
          for (const job of (await queue.getJobs(state)).filter(isThere)) {
            found.push({ id: job.id ?? '', data: job.data as unknown, state });
          }
        }
        return found;
      }),
    remove: (id) => ask(async (queue) => (await queue.remove(id)) === 1).catch(() => false),
    requeue: (id) =>
      ask(async (queue) => {
        const job = await queue.getJob(id);
        await job?.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true });
      }),
    counts: () =>
      ask(async (queue) => {
        const counts = await queue.getJobCounts(...states, pausedState);
        const of = (name: string): number => counts[name] ?? 0;
        return {
          waiting: of('waiting') + of('paused') + of('prioritized'),
          ...{ active: of('active'), delayed: of('delayed'), done: of('completed'), dead: of('failed') },
          ...{ workers: await queue.getWorkersCount(), paused: await queue.isPaused() },
        };
      }),
    pause: () => ask((queue) => queue.pause()),
    resume: () => ask((queue) => queue.resume()),
    drain: () => ask((queue) => queue.drain(true)),
    close: async () => {
      const queue = await reached?.catch(() => undefined);
      await queue?.close();
    },
  };
}

/** A job may be removed while a list of them is read. */
function isThere<T>(job: T | undefined): job is T {
  return job !== undefined;
}

function startWorker(address: QueueAddress, options: QueueWorkerOptions): QueueWorker {
  const stop = new AbortController();
  const isStopped = (): boolean => stop.signal.aborted;
  const starting = steadily(async () => {
    if (isStopped()) return undefined;
    // A worker that cannot reach its server when it starts never would.
    await (await reach(address, options)).close();
    return isStopped() ? undefined : workerAt(address, options);
  }, options);
  starting.catch(options.onRefused);
  return {
    stop: async () => {
      stop.abort();
      const worker = await starting.catch(() => undefined);
      await worker?.close();
    },
  };
}

function workerAt(address: QueueAddress, { concurrency, lock, work, ...server }: QueueWorkerOptions) {
  const process = async (job: Job<Batch, unknown>, token?: string): Promise<unknown> => {
    const keep = (data: Batch): Promise<void> => steadily(() => job.updateData(data), server);
    const outcome = await work({ id: job.id ?? '', data: job.data, keep });
    if (outcome.kind === 'done') return outcome.report;
    if (outcome.kind === 'refused') throw new UnrecoverableError(outcome.reason);
    await job.moveToDelayed(Date.now() + away, token);
    throw new DelayedError();
  };
  const worker = new Worker<Batch, unknown, string, IQueueBackend, JobProgress, QueueAddress>(
    address.name,
    process,
    {
      ...{ connection: address, concurrency, maxStalledCount: mostStalls },
      ...{ lockDuration: lock * 1000, stalledInterval: Math.max(1000, (lock * 1000) / 2) },
    },
    connect,
  );
  worker.on('error', ({ message }) => {
    server.onLost(message);
  });
  return worker;
}

module.exports = { openQueue, startWorker } satisfies QueueModule;
