import { ensureChromium } from '../setup/chromium.mjs';
import { installCli, installExtension } from '../setup/installed.mjs';
import { cached } from '../setup/paths.mjs';
import { makeSample } from '../setup/sample.mjs';
import { ensureVscodeHost } from '../setup/vscodeHost.mjs';

/** What a suite may need, each set up at most once in a run. */
const makers = {
  sample: once(() => makeSample(cached('test', 'sample'))),
  vscodeHost: once(ensureVscodeHost),
  // Named to the tests, so that none of them looks for it again.
  chromium: once(async () => (process.env['CHROMIUM_PATH'] = await ensureChromium())),
  extension: once(installExtension),
  cli: once(installCli),
};

/** @param {readonly (keyof typeof makers)[]} needs */
export async function prepare(needs) {
  for (const need of needs) await makers[need]();
}

/** Ends when what is being set up is there. */
let turn = Promise.resolve();

/**
 * Suites run side by side, but only one thing is set up at a time: both packages are made of the same build.
 *
 * @param {() => Promise<unknown>} work
 * @returns {() => Promise<unknown>}
 */
function once(work) {
  /** @type {Promise<unknown> | undefined} */
  let result;
  return () => {
    if (result === undefined) {
      result = turn.then(work);
      turn = result.then(
        () => undefined,
        () => undefined,
      );
    }
    return result;
  };
}
