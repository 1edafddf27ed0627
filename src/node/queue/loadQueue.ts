import { createRequire } from 'node:module';
import { bundledFile } from '../process/productPaths';
import type { QueueModule } from './batchQueue';

/** Loads BullMQ, which nothing but a queue needs. @throws UserError `broken-install` */
export function loadQueue(): QueueModule {
  const file = bundledFile('queue.js');
  return createRequire(file)(file) as QueueModule;
}
