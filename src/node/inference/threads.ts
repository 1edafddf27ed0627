import { availableParallelism } from 'node:os';

/** More threads than this slow small models down. */
const most = 8;

/** Threads of one run of the model, by default. */
export function defaultThreads(): number {
  return Math.min(availableParallelism(), most);
}
