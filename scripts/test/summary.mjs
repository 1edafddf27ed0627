/**
 * @typedef {{ name: string, passed: number, failed: number, skipped: number, time: string }} Row
 */

/**
 * Prints what every suite did and, alone on the last line, the sum.
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
  const sum = (/** @type {'passed' | 'failed'} */ key) => rows.reduce((total, row) => total + row[key], 0);
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed`);
  return sum('failed');
}
