// `npm test`: everything from a fresh clone to `N passed, N failed`. See --help.
import { mkdir, rm } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { buildProduct } from './setup/build.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { checkNodeVersion } from './setup/nodeVersion.mjs';
import { cached } from './setup/paths.mjs';
import { SetupError, stopEverythingOnInterrupt } from './setup/processes.mjs';
import { seconds } from './setup/progress.mjs';
import { prepare } from './test/prepare.mjs';
import { printSummary } from './test/summary.mjs';
import { suites } from './test/suites.mjs';

const all = Object.keys(suites);
const usual = all.filter((name) => !suites[name]?.onlyWhenNamed);

const usage = `npm test [-- options]

Sets up what is missing, then runs ${usual.join(', ')}.
Ends with the line \`N passed, N failed\`; the exit code is 0 when nothing failed.

  --only A,B   run these only; of ${all.join(', ')}
  --with A,B   run these too
  --help       show this text
`;

async function main() {
  const { values } = readArguments();
  if (values.help) {
    console.log(usage);
    return;
  }
  const only = values.only === undefined ? usual : chosen('--only', values.only);
  const more = values.with === undefined ? [] : chosen('--with', values.with);
  const names = all.filter((name) => only.includes(name) || more.includes(name));
  checkNodeVersion();
  // What the product keeps for itself must not come from, or go to, the home of whoever runs the tests.
  process.env['SAM_UNET_HOME'] = cached('test', 'home');
  await ensureDependencies();
  await buildProduct();
  // Both packages are made of this build.
  process.env['DIST_IS_BUILT'] = 'yes';
  await mkdir(cached('artifacts'), { recursive: true });
  await rm(cached('test', 'reports'), { recursive: true, force: true });
  await mkdir(cached('test', 'reports'), { recursive: true });

  // Checks and tests of code keep the processor busy. VS Code by mouse and keyboard waits a lot, and leaves room for the others.
  const chosenOf = (/** @type {import('./test/suites.mjs').Lane} */ lane) =>
    names.filter((name) => suites[name]?.lane === lane);
  const [checks, code] = await Promise.all([
    Promise.all(chosenOf('checks').map((name) => runSuite(name))),
    inOrder(chosenOf('code')),
  ]);
  const [installed, longest] = await Promise.all([inOrder(chosenOf('installed')), inOrder(chosenOf('longest'))]);
  const rows = [...checks, ...code, ...installed, ...longest];
  const failed = printSummary(rows);
  process.exitCode = failed === 0 ? 0 : 1;
}

function readArguments() {
  try {
    const list = /** @type {const} */ ({ type: 'string' });
    return parseArgs({ options: { only: list, with: list, help: { type: 'boolean', default: false } } });
  } catch (error) {
    throw new SetupError(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
}

/**
 * @param {string} option
 * @param {string} list of names, after the option
 */
function chosen(option, list) {
  const names = list.split(',').filter(Boolean);
  const unknown = names.find((name) => !all.includes(name));
  if (unknown !== undefined || names.length === 0) {
    throw new SetupError(`${option} ${list}: ${unknown ?? 'nothing'} is none of ${all.join(', ')}.`);
  }
  return names;
}

/** @param {readonly string[]} names */
async function inOrder(names) {
  /** @type {import('./test/summary.mjs').Row[]} */
  const rows = [];
  for (const name of names) rows.push(await runSuite(name));
  return rows;
}

/**
 * @param {string} name
 * @returns {Promise<import('./test/summary.mjs').Row>}
 */
async function runSuite(name) {
  const suite = suites[name];
  if (suite === undefined) throw new Error(`There is no suite ${name}.`);
  const start = Date.now();
  console.log(`\n== ${name}: ${suite.title}`);
  if (suite.cannotRun) {
    console.log(`Skipped on ${process.platform}: ${suite.cannotRun}`);
    return { name, passed: 0, failed: 0, skipped: 1, time: seconds(start) };
  }
  try {
    await prepare(suite.needs);
    const counts = await suite.run();
    return { name, ...counts, time: seconds(start) };
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(error.message);
    return { name, passed: 0, failed: 1, skipped: 0, time: seconds(start) };
  }
}

stopEverythingOnInterrupt(130);
try {
  await main();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
