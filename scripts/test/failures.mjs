import { stripVTControlCharacters } from 'node:util';

/** Lines of a test's error that the summary shows. */
const linesShown = 6;

/**
 * The failed tests of a JSON report of vitest or mocha, each with its name and the beginning of its error.
 * @param {any} report
 * @returns {string[]}
 */
export function failuresOf({ testResults = [], failures = [] }) {
  return [...testResults.flatMap(vitestFailures), ...failures.map(mochaFailure)];
}

/** @param {any} file */
function vitestFailures({ name, message, assertionResults = [] }) {
  const failed = assertionResults.filter((/** @type {any} */ { status }) => status === 'failed');
  // A file that does not load has a message, and no test.
  if (failed.length === 0) return message ? [described(name, message)] : [];
  return failed.map((/** @type {any} */ test) => described(`${name} › ${test.fullName}`, test.failureMessages?.[0]));
}

/** @param {any} test */
function mochaFailure({ fullTitle, err }) {
  return described(fullTitle, err?.stack ?? err?.message);
}

/**
 * @param {string} name
 * @param {string} [error]
 */
function described(name, error = '') {
  const lines = stripVTControlCharacters(error).split('\n').slice(0, linesShown);
  return [name, ...lines.map((line) => `    ${line}`)].join('\n').trimEnd();
}
