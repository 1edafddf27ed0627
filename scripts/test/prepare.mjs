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

/**
 * @param {() => Promise<unknown>} work
 * @returns {() => Promise<unknown>}
 */
function once(work) {
  /** @type {Promise<unknown> | undefined} */
  let result;
  return () => (result ??= work());
}
