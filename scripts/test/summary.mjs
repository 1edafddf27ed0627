/**
 * @typedef {object} Row
 * @property {string} name
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {string} time
 * @property {readonly string[]} [failures]
 * @property {readonly string[]} [flaky]
 */

/**
 * Prints what every suite did, which tests failed and why (a long log may be cut above) and, alone on the last line, the sum.
 * @param {readonly Row[]} rows
 * @returns {number} how many failed
 */
export function printSummary(rows) {
  console.log();
  for (const { name, passed, failed, skipped, time } of rows) {
    const state = failed === 0 ? 'ok' : 'FAILED';
    const tests = passed + failed + skipped === 0 ? '' : `${passed} passed, ${failed} failed, ${skipped} skipped`;
    console.log(`  ${name.padEnd(8)} ${state.padEnd(7)} ${time.padStart(8)}  ${tests}`.trimEnd());
  }
  for (const { name, failures = [], flaky = [] } of rows) {
    for (const test of flaky) console.log(`\n  FLAKY in ${name}, failed and then passed: ${test}`);
    for (const failure of failures) console.log(`\n  FAILED in ${name}: ${failure}`);
  }
  const sum = (/** @type {'passed' | 'failed'} */ key) => rows.reduce((total, row) => total + row[key], 0);
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
  return sum('failed');
}
