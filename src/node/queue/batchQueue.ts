import type { UserError } from '../../core/base/error';
import type { Batch } from '../../core/bulk/batch';

/** Where a queue is, and who asks. */
export interface QueueAddress {
  readonly server: 'redis' | 'postgres';
  readonly host: string;
  readonly port: number;
  /** Number of a database of Redis, name of one of PostgreSQL. */
  readonly database: string;
  /** Name of the queue there. */
  readonly name: string;
  readonly username?: string;
  readonly password?: string;
  /** TLS; with certificates of an authority of one's own, in PEM. */
  readonly tls?: { readonly ca?: string };
}

/** What becomes of a connection. */
export interface ServerEvents {
  /** Called while the server is away; operations wait for it. */
  readonly onLost: (reason: string) => void;
  /** Makes the error of an operation that the server refuses: the bundle with BullMQ has none that others know. */
  readonly refused: (reason: string) => UserError;
}

/** A batch that a worker has ended, or given up. */
export interface EndedBatch {
  readonly id: string;
  readonly data: unknown;
  readonly outcome:
    | { readonly kind: 'done'; readonly report: unknown }
    | { readonly kind: 'dead'; readonly reason: string };
}

/** How many batches are in which state. */
export interface QueueCounts {
  readonly waiting: number;
  readonly active: number;
  /** Failed and waiting to be tried again. */
  readonly delayed: number;
  readonly done: number;
  readonly dead: number;
  readonly workers: number;
  readonly paused: boolean;
}

/**
 * The queue for the process that fills and manages it. Operations wait for a server that is away; they reject where it
 * refuses them.
 */
export interface BatchQueue {
  /** Adds batches; one whose id is there already is not added again. */
  add(batches: readonly { readonly id: string; readonly data: Batch }[]): Promise<void>;
  /** Batches that have ended and were not removed, of some ids or of all; at most `most`. */
  ended(most: number, of?: ReadonlyMap<string, unknown>): Promise<readonly EndedBatch[]>;
  /** Which of these are still there, in whatever state. */
  existing(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Ids of batches that are there, with what was put into them, in whatever state. */
  all(): Promise<readonly { readonly id: string; readonly data: unknown; readonly state: string }[]>;
  /** Removes a batch that no worker is at. @returns whether it is gone */
  remove(id: string): Promise<boolean>;
  /** Gives a dead batch back to the workers. */
  requeue(id: string): Promise<void>;
  counts(): Promise<QueueCounts>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Removes what waits; batches that workers are at go on. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

/** What a worker makes of a batch. A rejection is tried again later. */
export type WorkOutcome =
  | { readonly kind: 'done'; readonly report: unknown }
  /** Nobody can do it: it is dead at once. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Another worker may: it goes back. */
  | { readonly kind: 'back' };

export interface BatchAtHand {
  readonly id: string;
  readonly data: unknown;
  /** Keeps something in the queue that has to outlive this worker. */
  readonly keep: (data: Batch) => Promise<void>;
}

export interface QueueWorkerOptions extends ServerEvents {
  /** Batches at the same time. */
  readonly concurrency: number;
  /** Seconds after which a batch of a silent worker goes to another one. */
  readonly lock: number;
  readonly work: (batch: BatchAtHand) => Promise<WorkOutcome>;
  /** Called where the server does not let this worker in. */
  readonly onRefused: (error: UserError) => void;
}

export interface QueueWorker {
  /** Takes no more batches, and waits for those at hand. */
  stop(): Promise<void>;
}

/** What the bundle with BullMQ exports; it is loaded only when a queue is asked for. */
export interface QueueModule {
  openQueue(address: QueueAddress, server: ServerEvents): BatchQueue;
  startWorker(address: QueueAddress, options: QueueWorkerOptions): QueueWorker;
}
