import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { cached, root } from '../setup/paths.mjs';
import { npm, show } from '../setup/processes.mjs';
import { failuresOf } from './failures.mjs';

/**
 * @typedef {{ passed: number, failed: number, skipped: number, failures?: readonly string[],
 *   flaky?: readonly string[] }} Counts
 * @typedef {'sample' | 'vscodeHost' | 'chromium' | 'extension' | 'cli'} Need
 * @typedef {'checks' | 'code' | 'installed' | 'longest'} Lane
 * @typedef {object} Suite
 * @property {string} title
 * @property {readonly Need[]} needs what has to be set up before it runs
 * @property {Lane} lane what it runs beside: first checks, which read the sources and run nothing, all at once, beside tests of
 *   code, one after the other; then tests of what is installed beside the longest of them, VS Code by mouse and keyboard
 * @property {boolean} [onlyWhenNamed] not a part of `npm test`
 * @property {string | false} [cannotRun] why it cannot run on this system
 * @property {() => Promise<Counts>} run
 */

/** @type {string | false} */
const noCodeServer =
  process.platform === 'win32' &&
  'It needs code-server, which does not run on Windows. VSCODE_PATH or VSCODE_VERSION gives the suite “host” a desktop VS Code.';

/** The steps of `npm test`, in the order in which they run: what is quick and tells most comes first. */
export const suites = /** @type {Record<string, Suite>} */ ({
  format: { title: 'oxfmt', needs: [], lane: 'checks', run: () => check('format:check') },
  lint: {
    title: 'oxlint, with the rules of the layers',
    needs: [],
    lane: 'checks',
    run: () => check('lint'),
  },
  types: { title: 'TypeScript', needs: [], lane: 'checks', run: () => check('typecheck') },
  unused: {
    title: 'unused files, exports and dependencies (knip)',
    needs: [],
    lane: 'checks',
    run: () => check('knip'),
  },
  unit: { title: 'pure code of every layer', needs: ['sample'], lane: 'code', run: () => vitest('unit*', 1200) },
  cli: {
    title: 'the command line that npm installs',
    needs: ['sample', 'cli'],
    lane: 'installed',
    run: () => vitest('cli', 1200),
  },
  package: {
    title: 'what ships, installed',
    needs: ['sample', 'extension', 'cli'],
    lane: 'installed',
    run: () => vitest('package', 900),
  },
  host: {
    title: 'inside the extension host',
    cannotRun: !desktop() && noCodeServer,
    needs: desktop() ? ['sample', 'extension'] : embedded(),
    lane: 'installed',
    run: () => host(900),
  },
  e2e: {
    title: 'VS Code by mouse and keyboard',
    needs: [...embedded(), 'cli'],
    cannotRun: noCodeServer,
    lane: 'longest',
    run: () => vitest('e2e', 2400),
  },
  durability: {
    title: 'every writer stopped at every call',
    needs: [],
    lane: 'code',
    onlyWhenNamed: true,
    run: () => vitest('unit', 7200, { folder: 'test/unit/durability', env: { DURABILITY: 'full' } }),
  },
  corpus: {
    title: 'real data',
    needs: ['sample', 'cli'],
    lane: 'installed',
    onlyWhenNamed: true,
    run: () => onSharedData('corpus', 900),
  },
  scenes: {
    title: 'masks of real images, corrected in VS Code',
    needs: embedded(),
    cannotRun: noCodeServer,
    lane: 'installed',
    onlyWhenNamed: true,
    run: () => onSharedData('scenes', 900),
  },
});

/** Whether the in-host tests run in a desktop VS Code: one that is there, or a version to download. */
function desktop() {
  return Boolean(process.env['VSCODE_PATH'] ?? process.env['VSCODE_VERSION']);
}

/** @returns {Need[]} */
function embedded() {
  return ['sample', 'vscodeHost', 'chromium', 'extension'];
}

/**
 * A check of package.json: it passes as a whole, and is no test, so that only its failure counts.
 * @param {string} script
 * @returns {Promise<Counts>}
 */
async function check(script) {
  const [command, first] = npm();
  const code = await show(command, [...first, 'run', '--silent', script], { cwd: root, limit: 600 });
  return { passed: 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

/**
 * @param {string} project or a pattern of several
 * @param {number} limit seconds
 * @param {{ folder?: string, env?: NodeJS.ProcessEnv }} [only] a part of the project
 * @returns {Promise<Counts>}
 */
async function vitest(project, limit, { folder, env = {} } = {}) {
  const name = project.replace('*', '');
  const file = report(name);
  const flaky = report(`${name}-flaky`);
  const code = await show(
    process.execPath,
    [
      ...[path.join('node_modules', 'vitest', 'vitest.mjs'), 'run', '--project', project],
      ...(folder === undefined ? [] : [folder]),
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${file}`],
      `--reporter=${path.join('scripts', 'test', 'flakyReporter.mjs')}`,
    ],
    { cwd: root, limit, env: { ...process.env, FLAKY_REPORT: flaky, ...env } },
  );
  const results = await readReport(file);
  const { numPassedTests, numFailedTests, numPendingTests } = results;
  return {
    ...counts(code, numPassedTests, numFailedTests, numPendingTests),
    failures: failuresOf(results),
    flaky: await readReport(flaky, []),
  };
}

/**
 * @param {number} limit seconds
 * @returns {Promise<Counts>}
 */
async function host(limit) {
  const file = report('host');
  const env = { ...process.env, HOST_TEST_REPORT: file };
  const code = await show(process.execPath, [path.join('scripts', 'test', 'host.mjs')], { cwd: root, env, limit });
  const results = await readReport(file);
  const { passes, failures, pending } = results.stats ?? {};
  const { flaky = [] } = results;
  return { ...counts(code, passes, failures, pending), failures: failuresOf(results), flaky };
}

/**
 * Tests of data that is not part of the repository.
 * @param {string} project
 * @param {number} limit seconds
 * @returns {Promise<Counts>}
 */
async function onSharedData(project, limit) {
  const shared = path.resolve(root, process.env['SHARED_DIR'] ?? '../shared');
  if (!existsSync(shared)) {
    console.log(`There is no real data at ${shared}, so these tests did not run. SHARED_DIR names another folder.`);
    return { passed: 0, failed: 0, skipped: 0 };
  }
  return vitest(project, limit);
}

/** @param {string} suite */
const report = (suite) => cached('test', 'reports', `${suite}.json`);

/**
 * @param {string} file
 * @param {unknown} [otherwise] what to return when there is no readable report
 * @returns {Promise<any>}
 */
async function readReport(file, otherwise = {}) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return otherwise;
  }
}

/**
 * A runner that failed without a failed test (a file that does not load, a crash, no report) counts as one failure.
 * @param {number} code exit code of the runner
 * @param {number} [passed]
 * @param {number} [failed]
 * @param {number} [skipped]
 * @returns {Counts}
 */
function counts(code, passed = 0, failed = 0, skipped = 0) {
  return { passed, failed: code !== 0 || passed === 0 ? Math.max(failed, 1) : failed, skipped };
}
