import type { CacheBudgets } from '../../core/protocol/inferenceApi';

export const megabyte = 2 ** 20;

/** Those of the settings `samUnet.cache.memory` and `samUnet.cache.disk`. */
export const defaultCacheBudgets: CacheBudgets = { memory: 256 * megabyte, disk: 1024 * megabyte };
