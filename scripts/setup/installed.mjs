import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { packageTarget } from '../build/onnxruntime.mjs';
import { cached, root } from './paths.mjs';
import { npm, run, SetupError } from './processes.mjs';
import { step } from './progress.mjs';
import { ensureVscodeHost } from './vscodeHost.mjs';

/**
 * Where tests find what ships, installed: outside the repository, with no `node_modules` above it, so that a file that is
 * missing in a package is missing in the tests. The space and the letters are there to be hard on paths.
 */
const base = path.join(tmpdir(), `SAM-UNet für Tests ${createHash('sha256').update(root).digest('hex').slice(0, 8)}`);
const extensions = path.join(base, 'extensions');
const prefix = path.join(base, 'npm');
const vsix = cached('vsix', `sam-unet-${packageTarget}.vsix`);

/** The folder of the command line that {@link installCli} installs. */
export const installedCli = path.join(prefix, process.platform === 'win32' ? '' : 'lib', 'node_modules', 'sam-unet');

/** What npm puts on the search path for it. */
export const installedCliLink = path.join(
  prefix,
  ...(process.platform === 'win32' ? ['sam-unet.cmd'] : ['bin', 'sam-unet']),
);

/**
 * The folder of the extension that {@link installExtension} has installed.
 * @returns {Promise<string>}
 */
export async function installedExtension() {
  const names = await readdir(extensions).catch(() => []);
  const name = names.find((each) => each.startsWith('sam-unet.sam-unet-'));
  if (name === undefined) throw new SetupError('The extension is not installed for tests: run “npm run test:install”.');
  return path.join(extensions, name);
}

/** Packages the extension for this machine, and installs the package as VS Code does, unless that has been done. */
export async function installExtension() {
  // Packaging writes notices into `dist`, which a build empties.
  const notices = path.join(root, 'dist', 'ThirdPartyNotices.txt');
  await unlessDone('extension', [vsix, extensions, notices], packAndInstallExtension);
}

async function packAndInstallExtension() {
  await step('Packaging the extension', () =>
    run(process.execPath, [path.join('scripts', 'package.mjs')], { cwd: root }),
  );
  await rm(extensions, { recursive: true, force: true });
  if (process.platform === 'win32') {
    await step('Unpacking the package, as there is no code-server for Windows to install it', () => unpack(vsix));
    return;
  }
  const { node, entry } = await ensureVscodeHost();
  await step('Installing the package', () =>
    run(
      node,
      [entry, '--install-extension', vsix, '--extensions-dir', extensions, '--user-data-dir', path.join(base, 'data')],
      {
        env: { ...process.env, EXTENSIONS_GALLERY: '{}', XDG_CONFIG_HOME: path.join(base, 'config') },
      },
    ),
  );
}

/**
 * Unpacks a VSIX to where VS Code would install it.
 * @param {string} file
 */
async function unpack(file) {
  // This module is loaded before the packages are installed.
  const { unzipSync } = await import('fflate');
  const top = 'extension/';
  for (const [name, bytes] of Object.entries(unzipSync(await readFile(file)))) {
    if (!name.startsWith(top) || name.endsWith('/')) continue;
    const target = path.join(extensions, 'sam-unet.sam-unet-unpacked', name.slice(top.length));
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, bytes);
  }
}

/** Packs the command line, and installs it with npm, without a registry, into an empty prefix, unless that has been done. */
export async function installCli() {
  await unlessDone('cli', [installedCli, installedCliLink], packAndInstallCli);
}

async function packAndInstallCli() {
  const [command, first] = npm();
  const packs = path.join(base, 'packs');
  await rm(packs, { recursive: true, force: true });
  await rm(prefix, { recursive: true, force: true });
  await mkdir(packs, { recursive: true });
  await step('Packing the command line', () =>
    run(command, [...first, 'pack', '--pack-destination', packs, '--loglevel=error'], { cwd: root }),
  );
  const [file] = await readdir(packs);
  if (file === undefined) throw new SetupError('npm pack made no file.');
  await step('Installing the command line', () =>
    run(
      command,
      [
        ...first,
        'install',
        '--global',
        '--prefix',
        prefix,
        '--offline',
        '--no-audit',
        '--no-fund',
        path.join(packs, file),
      ],
      { cwd: base },
    ),
  );
  await rm(packs, { recursive: true });
}

/** What the packages are made of, and how. */
const sources = ['src', 'webview', 'scripts', 'models/compact', 'docs', 'package.json', 'package-lock.json'];
const texts = [
  'package.nls.json',
  'package.nls.zh-cn.json',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  '.npmignore',
  '.vscodeignore',
];

/**
 * Installs a package, unless the one that is installed was made of the same files.
 * @param {string} name
 * @param {readonly string[]} results what it leaves
 * @param {() => Promise<void>} install
 */
async function unlessDone(name, results, install) {
  const stamp = path.join(base, `${name}.sha256`);
  const current = await contentHash([...sources, ...texts]);
  const installed = await readFile(stamp, 'utf8').catch(() => '');
  if (installed === current && results.every((each) => existsSync(each))) return;
  await rm(stamp, { force: true });
  await install();
  await writeFile(stamp, current);
}

/**
 * @param {readonly string[]} names of files and folders of the repository
 * @returns {Promise<string>}
 */
async function contentHash(names) {
  const hash = createHash('sha256');
  for (const name of names) {
    const entries = await readdir(path.join(root, name), { recursive: true, withFileTypes: true }).catch(
      () => undefined,
    );
    const files = entries
      ?.filter((entry) => entry.isFile())
      .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
    for (const file of files?.sort() ?? [name]) hash.update(`${file}\0`).update(await readFile(path.join(root, file)));
  }
  return hash.digest('hex');
}
