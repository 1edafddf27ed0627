import { writeFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

/**
 * A reporter of vitest that lists the tests that failed and then passed, each with its first error, as JSON in the file that
 * FLAKY_REPORT names: vitest's own JSON report does not have them.
 */
export default class FlakyReporter {
  /** @type {string[]} */
  #flaky = [];

  /** @param {import('vitest/node').TestCase} test */
  onTestCaseResult(test) {
    if (test.diagnostic()?.flaky !== true) return;
    const { errors = [] } = test.result();
    const [first = ''] = stripVTControlCharacters(errors[0]?.message ?? '').split('\n');
    this.#flaky.push(`${test.module.relativeModuleId} › ${test.fullName}\n    ${first}`.trimEnd());
  }

  onTestRunEnd() {
    const file = process.env['FLAKY_REPORT'];
    if (file) writeFileSync(file, JSON.stringify(this.#flaky));
  }
}
