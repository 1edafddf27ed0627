import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll } from 'vitest';
import { DecodePool } from '../../src/node/workers/decodePool';

/** A temporary folder and decode threads of the sources as they are, for all tests of a file. */
export function useDecoders(): { readonly folder: string; readonly pool: DecodePool } {
  let folder = '';
  let pool: DecodePool | undefined;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'open-image-'));
    const workerPath = path.join(folder, 'decode.worker.js');
    await build({
      entryPoints: ['src/node/workers/decode.worker.ts'],
      outfile: workerPath,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      assetNames: '[name]',
      loader: { '.wasm': 'file' },
      define: { 'import.meta.url': '__importMetaUrl' },
      banner: { js: 'const __importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
      logLevel: 'error',
    });
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
