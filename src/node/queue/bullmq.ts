import { DelayedError, Queue, UnrecoverableError, Worker, type Job, type RedisOptions } from 'bullmq';
import type { Batch } from '../../core/bulk/batch';
import type { BatchQueue, QueueAddress, QueueModule, QueueWorker, QueueWorkerOptions } from './batchQueue';

/** How often a batch is tried before it is dead, and the milliseconds before the second try; later ones wait twice as long each. */
const attempts = { attempts: 5, backoff: { type: 'exponential', delay: 5000 } } as const;
/** A worker that is killed again and again must not make a batch dead that nothing is wrong with. */
const mostStalls = 1000;
/** Milliseconds for which a batch that a worker cannot do stays away from it. */
const away = 5000;

function connection({ host, port, db, username, password, tls }: QueueAddress): RedisOptions {
  return {
    ...{ host, port, db, maxRetriesPerRequest: null, connectTimeout: 10_000 },
    retryStrategy: (times: number) => Math.min(100 * times, 2000),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls === undefined ? {} : { tls: { servername: host, ...tls } }),
  };
}

function openQueue(address: QueueAddress, onError: (message: string) => void): BatchQueue {
  const queue = new Queue<Batch, unknown>(address.name, { connection: connection(address) });
  queue.on('error', ({ message }) => {
    onError(message);
  });
  const stateOf = ['waiting', 'active', 'delayed', 'completed', 'failed', 'prioritized'] as const;
  return {
    add: async (batches) => {
      const jobs = batches.map(({ id, data }) => ({ name: 'batch', data, opts: { jobId: id, ...attempts } }));
      await queue.addBulk(jobs);
    },
    ended: async (most) => {
      const [done, dead] = [
        await queue.getJobs('completed', 0, most - 1, true),
        await queue.getJobs('failed', 0, most - 1, true),
      ];
      return [
        ...done.filter(isThere).map(({ id = '', data, returnvalue }) => ({
          ...{ id, data, outcome: { kind: 'done', report: returnvalue } as const },
        })),
        ...dead.filter(isThere).map(({ id = '', data, failedReason }) => ({
          ...{ id, data, outcome: { kind: 'dead', reason: failedReason } as const },
        })),
      ];
    },
    existing: async (ids) => {
      const jobs = await Promise.all(ids.map((id) => queue.getJob(id)));
      return new Set(jobs.flatMap((job) => job?.id ?? []));
    },
    all: async () => {
      const found = [];
      for (const state of stateOf) {
        for (const job of (await queue.getJobs(state)).filter(isThere)) {
          found.push({ id: job.id ?? '', data: job.data as unknown, state });
        }
      }
      return found;
    },
    remove: async (id) => (await queue.remove(id).catch(() => 0)) === 1,
    requeue: async (id) => {
      const job = await queue.getJob(id);
      await job?.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true });
    },
    counts: async () => {
      const counts = await queue.getJobCounts();
      const of = (name: string): number => counts[name] ?? 0;
      return {
        ...{ waiting: of('waiting') + of('paused') + of('prioritized'), active: of('active'), delayed: of('delayed') },
        ...{ done: of('completed'), dead: of('failed'), workers: await queue.getWorkersCount() },
        paused: await queue.isPaused(),
      };
    },
    pause: () => queue.pause(),
    resume: () => queue.resume(),
    drain: () => queue.drain(true),
    close: () => queue.close(),
  };
}

/** A job may be removed while a list of them is read. */
function isThere<T>(job: T | undefined): job is T {
  return job !== undefined;
}

function startWorker(address: QueueAddress, { concurrency, lock, work, onError }: QueueWorkerOptions): QueueWorker {
  const process = async (job: Job<Batch, unknown>, token?: string): Promise<unknown> => {
    const keep = (data: Batch): Promise<void> => job.updateData(data);
    const outcome = await work({ id: job.id ?? '', data: job.data, keep });
    if (outcome.kind === 'done') return outcome.report;
    if (outcome.kind === 'refused') throw new UnrecoverableError(outcome.reason);
    await job.moveToDelayed(Date.now() + away, token);
    throw new DelayedError();
  };
  const worker = new Worker<Batch, unknown>(address.name, process, {
    ...{ connection: connection(address), concurrency, maxStalledCount: mostStalls },
    ...{ lockDuration: lock * 1000, stalledInterval: Math.max(1000, (lock * 1000) / 2) },
  });
  worker.on('error', ({ message }) => {
    onError(message);
  });
  return { stop: () => worker.close() };
}

module.exports = { openQueue, startWorker } satisfies QueueModule;
