import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import Mocha from 'mocha';

/**
 * Entry that VS Code calls in the extension host: runs every compiled `*.test.js` beside it. The report goes to the file
 * that `HOST_TEST_REPORT` names.
 * @throws Error when a test failed, which makes VS Code end with a non-zero code
 */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 180_000, reporter: 'spec', color: false });
  for (const file of await readdir(__dirname)) {
    if (file.endsWith('.test.js')) mocha.addFile(path.join(__dirname, file));
  }
  const failures: { readonly fullTitle: string; readonly err: { readonly stack: string | undefined } }[] = [];
  const stats = await new Promise<Mocha.Stats | undefined>((resolve) => {
    const runner = mocha.run(() => {
      resolve(runner.stats);
    });
    runner.on('fail', (test: Mocha.Runnable, error: Error) => {
      failures.push({ fullTitle: test.fullTitle(), err: { stack: error.stack } });
    });
  });
  const report = process.env['HOST_TEST_REPORT'];
  if (report !== undefined) await writeFile(report, JSON.stringify({ stats, failures }));
  if (stats === undefined || stats.failures > 0) throw new Error(`${stats?.failures ?? 'all'} tests failed.`);
}
