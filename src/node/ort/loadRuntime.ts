import type * as Runtime from 'onnxruntime-node';
import { messageOf, UserError } from '../../core/base/error';
import { once } from '../../core/base/once';
import { t } from '../../core/text/message';
import { ortFile } from './ortPackage';
import { checkMachine, thisMachine } from './platform';
import { plainReason } from './plainReason';
import targets from './targets.json';

/**
 * ONNX Runtime, loaded with the first call: what keeps its native library from loading is a reason to show, not a crash.
 *
 * @throws UserError `unsupported-platform` where there is no build for this machine, `broken-install` when a file is missing,
 *   `no-device` when the system refuses to load the library
 */
export const loadRuntime = once(load);

async function load(): Promise<typeof Runtime> {
  checkMachine(thisMachine());
  const { platform, arch } = process;
  for (const name of targets[`${platform}-${arch}` as keyof typeof targets].files) ortFile(name);
  try {
    return await import('onnxruntime-node');
  } catch (cause) {
    throw refused(cause, platform, arch);
  }
}

/**
 * The reason why the system did not load the library.
 *
 * On Windows it is nearly always Microsoft's C++ runtime (`MSVCP140.dll`, `VCRUNTIME140_1.dll`), which a new Windows does not
 * have. The message of error 126 names no library and comes in the system's language, so the platform decides.
 */
export function refused(cause: unknown, platform: string, arch: string): UserError {
  const reason = plainReason(messageOf(cause));
  if (platform === 'win32' && isLoadFailure(cause)) {
    return new UserError('no-device', {
      problem: t`Windows cannot load ONNX Runtime (${reason}). It needs the Microsoft Visual C++ Redistributable, which is missing from a fresh installation of Windows.`,
      advice: t`Install it from https://aka.ms/vs/17/release/vc_redist.${arch}.exe, then restart VS Code.`,
      cause,
    });
  }
  return new UserError('no-device', {
    problem: t`ONNX Runtime cannot be loaded: ${reason}.`,
    advice: t`“SAM-UNet: Run Doctor” (sam-unet doctor) gives details.`,
    cause,
  });
}

function isLoadFailure(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ERR_DLOPEN_FAILED';
}
