import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cached } from './paths.mjs';
import { npm, run, SetupError } from './processes.mjs';
import { step } from './progress.mjs';
import { codeServerVersion, nodePackage, serverNodeVersion } from './versions.mjs';

/**
 * @typedef {object} VscodeHost
 * @property {string} node the Node 24 that runs the server
 * @property {string} entry script of code-server
 */

const folder = cached('vscode-host');
const stamp = path.join(folder, 'complete.json');
const codeServer = path.join(folder, 'node_modules', 'code-server');
const wanted = JSON.stringify({ codeServerVersion, serverNodeVersion, nodePackage });

/**
 * The embedded VS Code, installed on first use.
 * @returns {Promise<VscodeHost>}
 */
export async function ensureVscodeHost() {
  const node = serverNode();
  if ((await readFile(stamp, 'utf8').catch(() => '')) !== wanted) await install();
  return { node, entry: path.join(codeServer, 'out', 'node', 'entry.js') };
}

function serverNode() {
  if (nodePackage !== undefined) {
    const binary = process.platform === 'win32' ? 'node.exe' : 'node';
    return path.join(folder, 'node_modules', nodePackage, 'bin', binary);
  }
  if (process.versions.node.startsWith('24.')) return process.execPath;
  throw new SetupError(
    `The embedded VS Code needs Node 24, which npm does not carry for ${process.platform}-${process.arch}. ` +
      'Run this command with Node 24, or install VS Code and set VSCODE_PATH to it.',
  );
}

async function install() {
  await rm(stamp, { force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), '{ "private": true }\n');
  const packages = [`code-server@${codeServerVersion}`];
  if (nodePackage !== undefined) packages.push(`${nodePackage}@${serverNodeVersion}`);
  const advice = 'Check the connection to the package registry, then run the same command again.';
  const [command, first] = npm();
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  await step(`Installing the embedded VS Code, code-server ${codeServerVersion} (1 of 2)`, () =>
    run(command, [...first, 'install', ...flags, '--save-exact', ...packages], { cwd: folder, advice }),
  );
  // code-server leaves the packages of VS Code itself to its install script; they are locked by its own shrinkwrap.
  await step('Installing the packages of the embedded VS Code (2 of 2)', () =>
    run(command, [...first, 'install', ...flags, '--omit=dev'], {
      cwd: path.join(codeServer, 'lib', 'vscode'),
      advice,
    }),
  );
  if (!existsSync(serverNode())) throw new SetupError(`${serverNode()} is missing after the installation.`);
  await writeFile(stamp, wanted);
}
