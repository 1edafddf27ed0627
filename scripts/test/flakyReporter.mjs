import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { root } from '../setup/paths.mjs';

/** Lines of an error that are shown: Playwright says in the third what it waited for. */
const linesShown = 4;

/**
 * A reporter of vitest that lists the tests that failed and then passed, each with its first error and where it arose, as JSON in the file that
 * FLAKY_REPORT names: vitest's own JSON report does not have them.
 */
export default class FlakyReporter {
  /** @type {string[]} */
  #flaky = [];

  /** @param {import('vitest/node').TestCase} test */
  onTestCaseResult(test) {
    if (test.diagnostic()?.flaky !== true) return;
    const [error] = test.result().errors ?? [];
    const lines = stripVTControlCharacters(error?.message ?? '')
      .split('\n')
      .filter((line) => line.trim() !== '');
    const places = (error?.stacks ?? []).map(({ file, line }) => `at ${path.relative(root, file)}:${line}`);
    const shown = [...lines.slice(0, linesShown), ...places.filter((place) => place.startsWith('at test'))];
    this.#flaky.push([`${test.module.relativeModuleId} › ${test.fullName}`, ...shown].join('\n    '));
  }

  onTestRunEnd() {
    const file = process.env['FLAKY_REPORT'];
    if (file) writeFileSync(file, JSON.stringify(this.#flaky));
  }
}
