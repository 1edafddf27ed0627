import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { messageOf } from '../../core/base/error';
import { productRoot } from '../process/productPaths';

const script =
  "process.stdout.write(JSON.stringify(require('onnxruntime-node').listSupportedBackends().map(({ name, bundled }) => name + (bundled ? '' : ' (libraries not in the package)'))))";

/**
 * The execution providers that the installed `onnxruntime-node` knows. Asked in a process of its own, for loading its native
 * library is what fails on some machines.
 */
export async function containedProviders(): Promise<string[]> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], {
      cwd: productRoot,
      // In VS Code the running program is Electron, which is Node only when asked to be.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      timeout: 20_000,
    });
    return JSON.parse(stdout) as string[];
  } catch (error) {
    return [`nothing that can be loaded (${messageOf(error).split('\n').slice(0, 3).join(' ')})`];
  }
}
