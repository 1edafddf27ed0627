import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { DecodePool } from '../../src/node/decode/decodePool';
import { bundleWorker } from './bundleWorker';

/** A temporary folder and decode threads of the sources as they are, for all tests of a file. */
export function useDecoders(): { readonly folder: string; readonly pool: DecodePool } {
  let folder = '';
  let pool: DecodePool | undefined;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'open-image-'));
    const workerPath = await bundleWorker('src/node/decode/decode.worker.ts', folder);
    pool = new DecodePool({ size: 2, workerPath });
  });
  afterAll(async () => {
    await pool?.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    get folder() {
      return folder;
    },
    get pool() {
      if (pool === undefined) throw new Error('The threads run only while the tests of the file do.');
      return pool;
    },
  };
}
