// `npm start [folder]`: everything from a fresh clone to a VS Code with the extension. See --help.
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { packageTarget } from './build/onnxruntime.mjs';
import { buildProduct } from './setup/build.mjs';
import { startCodeServer, workbenchUrl } from './setup/codeServer.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { findDesktop, runDesktop } from './setup/desktop.mjs';
import { checkNodeVersion } from './setup/nodeVersion.mjs';
import { openBrowser } from './setup/openBrowser.mjs';
import { layOutExtension } from './package/contents.mjs';
import { cached } from './setup/paths.mjs';
import { freePort } from './setup/ports.mjs';
import { interrupted, SetupError, stopEverythingOnInterrupt } from './setup/processes.mjs';
import { ensureSampleWithMasks } from './setup/sample.mjs';
import { quietSettings } from './setup/settings.mjs';
import { ensureVscodeHost } from './setup/vscodeHost.mjs';

const usage = `npm start [-- options] [folder]

Opens VS Code with SAM-UNet on a folder; on a sample workspace when none is given.
Uses the desktop VS Code that VSCODE_PATH or the search path names, otherwise one that runs in the browser.

  --embedded   use the VS Code in the browser even if there is a desktop one
  --port N     port of the VS Code in the browser (default: 3939, or a free one)
  --no-open    do not open a browser
  --check      start the VS Code in the browser, see that it answers, stop
  --help       show this text
`;

const preferredPort = 3939;

/** The extension as its package lays it out, which is what is run. */
const product = cached('product');

async function main() {
  const { values, positionals } = readArguments();
  if (values.help) {
    console.log(usage);
    return;
  }
  const wanted = positionals[0] === undefined ? undefined : existingFolder(positionals[0]);
  checkNodeVersion();
  await ensureDependencies();
  await buildProduct();
  await layOutExtension(product, packageTarget);
  const folder = wanted ?? (await ensureSampleWithMasks());
  const desktop = values.embedded || values.check ? undefined : findDesktop();
  if (desktop === undefined) await openEmbedded(folder, values);
  else await openDesktop(desktop, folder);
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        embedded: { type: 'boolean', default: false },
        port: { type: 'string' },
        'no-open': { type: 'boolean', default: false },
        check: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new SetupError(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
}

/** @param {string} name relative to where npm was called, which npm leaves for the repository */
function existingFolder(name) {
  const folder = path.resolve(process.env['INIT_CWD'] ?? process.cwd(), name);
  if (existsSync(folder) && statSync(folder).isDirectory()) return folder;
  throw new SetupError(`${folder} is not a folder. Name a folder with images, or none for the sample.`);
}

/**
 * @param {string} program
 * @param {string} folder
 */
async function openDesktop(program, folder) {
  console.log(`VS Code (${program}) opens on ${folder}. Close its window or press Ctrl+C to stop.`);
  const code = await runDesktop(program, folder, product);
  if (code !== 0 && !interrupted())
    throw new SetupError(`${program} ended with code ${code}. Try: npm start -- --embedded`);
}

/**
 * @param {string} folder
 * @param {{ port?: string | undefined, 'no-open'?: boolean | undefined, check?: boolean | undefined }} options
 */
async function openEmbedded(folder, { port, 'no-open': noOpen, check }) {
  const server = await startCodeServer({
    host: await ensureVscodeHost(),
    profile: cached('profile'),
    settings: quietSettings,
    extensions: [product],
    port: port === undefined ? await freePort(preferredPort) : portNumber(port),
  });
  const url = workbenchUrl(server.port, { folder });
  if (check) {
    const page = await (await fetch(url)).text();
    await server.stop();
    if (!page.includes('vscode-workbench-web-configuration')) throw new SetupError(`No workbench at ${url}.`);
    console.log(`VS Code answered at ${url} and was stopped.`);
    return;
  }
  console.log(`\nVS Code with SAM-UNet is at\n\n  ${url}\n`);
  const opened = !noOpen && openBrowser(url);
  console.log(`${opened ? 'It opens in your browser.' : 'Open this address in a browser.'} Press Ctrl+C to stop.`);
  const code = await server.exited;
  if (!interrupted()) throw new SetupError(`The embedded VS Code ended with code ${code}. Its log is ${server.log}.`);
}

/** @param {string} text */
function portNumber(text) {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new SetupError(`--port ${text}: not a port. Use a number from 1 to 65535.`);
}

stopEverythingOnInterrupt(0);
try {
  await main();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
