import path from 'node:path';
import { defineConfig, type Plugin, type TestProjectInlineConfiguration } from 'vitest/config';

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
 * @param options more settings of the suite
 */
const suite = (name: string, seconds: number, options: TestProjectInlineConfiguration['test'] = {}) => ({
  extends: true as const,
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`, `test/${name}/**/*.test.tsx`],
    testTimeout: seconds * 1000,
    hookTimeout: seconds * 1000,
    // A poll that gives up earlier than its test says what it has waited for.
    expect: { poll: { timeout: seconds * 500 } },
    ...options,
  },
});

/** Tests in one VS Code and one browser, one after the other. */
const inVscode: TestProjectInlineConfiguration['test'] = {
  globalSetup: 'test/harness/startSharedVscode.ts',
  isolate: false,
  fileParallelism: false,
  maxWorkers: 1,
  // VS Code in a browser now and then loses a key or a click while it loads. A test gets a second try; one that needed it is
  // named at the end of `npm test`.
  retry: 1,
  // Polls read the pixels of a canvas, which keeps the browser busy.
  expect: { poll: { timeout: 120_000, interval: 150 } },
};

/** Tests that replace modules (`vi.mock`) have a process of their own, so that others do not get the replacement. */
const isolated = 'test/unit/**/*.isolated.test.ts';

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
      // A process loads the product once, for all of its files.
      suite('unit', 60, { isolate: false, exclude: [isolated] }),
      suite('unit-isolated', 60, { include: [isolated] }),
      suite('cli', 180),
      suite('package', 300),
      suite('corpus', 300),
      suite('e2e', 240, inVscode),
      suite('scenes', 240, inVscode),
    ],
  },
});
