// Runs the tests of test/host in an extension host: of the desktop VS Code that VSCODE_PATH names, or of the version that
// VSCODE_VERSION names (`stable`, `oldest` for the oldest that the extension supports, or a number), which is downloaded; of
// code-server otherwise.
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { buildHostTests } from '../build/hostTests.mjs';
import { installedExtension } from '../setup/installed.mjs';
import { cached, root } from '../setup/paths.mjs';

const { entry, code, consumer } = await buildHostTests();
const scratch = await mkdtemp(path.join(tmpdir(), 'sam-unet-host-'));
const workspace = path.join(scratch, 'workspace');
await cp(cached('test', 'sample'), workspace, { recursive: true });
try {
  process.exitCode = await runTests({
    ...(await chosenVscode()),
    extensionDevelopmentPath: [await installedExtension(), consumer],
    extensionTestsPath: entry,
    extensionTestsEnv: process.env,
    launchArgs: [
      ...[workspace, '--disable-extensions', '--disable-workspace-trust'],
      ...[`--user-data-dir=${path.join(scratch, 'profile')}`, `--extensions-dir=${path.join(scratch, 'extensions')}`],
    ],
  });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await rm(scratch, { recursive: true, force: true, maxRetries: 5 });
}

/** @returns {Promise<{ vscodeExecutablePath: string } | { version: string }>} */
async function chosenVscode() {
  const { VSCODE_PATH: file, VSCODE_VERSION: version } = process.env;
  if (file) return { vscodeExecutablePath: file };
  if (!version) return { vscodeExecutablePath: code };
  if (version !== 'oldest') return { version };
  const { engines } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8'));
  return { version: engines.vscode.replace(/^\D+/, '') };
}
