import path from 'node:path';
import { defineConfig, type Plugin } from 'vitest/config';

/** An imported `.wasm` file is its path, as in the bundles (esbuild's `file` loader). */
const wasmPath: Plugin = {
  name: 'wasm-path',
  enforce: 'pre',
  load(id) {
    return id.endsWith('.wasm') ? `export default ${JSON.stringify(id)};` : undefined;
  },
};

/**
 * @param seconds for a test on a machine that is busy with other work: a limit ends only what hangs
 * @param options.pollEvery milliseconds
 */
const suite = (name: string, seconds: number, { inOrder = false, retry = 0, pollEvery = 50 } = {}) => ({
  extends: true as const,
  test: {
    name,
    retry,
    include: [`test/${name}/**/*.test.ts`, `test/${name}/**/*.test.tsx`],
    testTimeout: seconds * 1000,
    hookTimeout: seconds * 1000,
    // A poll that gives up earlier than its test says what it has waited for.
    expect: { poll: { timeout: seconds * 500, interval: pollEvery } },
    // One process for all files loads what they share once.
    ...(inOrder ? { fileParallelism: false, maxWorkers: 1, isolate: false } : {}),
  },
});

export default defineConfig({
  plugins: [wasmPath],
  cacheDir: '.cache/vite',
  test: {
    pool: 'forks',
    maxWorkers: 2,
    // What the product keeps for itself must not come from, or go to, the home of whoever runs the tests.
    env: { SAM_UNET_HOME: path.resolve('.cache/test/home') },
    // Packages in node_modules are left to Node, which imports no `.wasm`.
    server: { deps: { inline: [/\.wasm$/] } },
    projects: [
      suite('unit', 60),
      suite('cli', 180),
      suite('package', 300),
      suite('corpus', 300),
      // VS Code in a browser now and then loses a key or a click while it loads. A test gets a second try; one that needed it is
      // named at the end of `npm test`. Polls read the pixels of a canvas, which keeps the browser busy.
      suite('e2e', 240, { inOrder: true, retry: 1, pollEvery: 150 }),
    ],
  },
});
