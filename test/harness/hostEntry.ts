import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import Mocha from 'mocha';

/**
 * Entry that VS Code calls in the extension host: runs every compiled `*.test.js` beside it. The report goes to the file
 * that `HOST_TEST_REPORT` names.
 * @throws Error when a test failed, which makes VS Code end with a non-zero code
 */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 180_000, retries: 1, reporter: 'spec', color: false });
  for (const file of await readdir(__dirname)) {
    if (file.endsWith('.test.js')) mocha.addFile(path.join(__dirname, file));
  }
  const failures: { readonly fullTitle: string; readonly err: { readonly stack: string | undefined } }[] = [];
  /** Tests that failed and were tried again, each with its error. */
  const flaky: string[] = [];
  const stats = await new Promise<Mocha.Stats | undefined>((resolve) => {
    const runner = mocha.run(() => {
      resolve(runner.stats);
    });
    runner.on('retry', (test: Mocha.Test, error: Error) => {
      flaky.push(`${test.fullTitle()}\n    ${error.message}`);
    });
    runner.on('fail', (test: Mocha.Runnable, error: Error) => {
      failures.push({ fullTitle: test.fullTitle(), err: { stack: error.stack } });
    });
  });
  const report = process.env['HOST_TEST_REPORT'];
  if (report !== undefined) await writeFile(report, JSON.stringify({ stats, failures, flaky }));
  if (stats === undefined || stats.failures > 0) throw new Error(`${stats?.failures ?? 'all'} tests failed.`);
}
