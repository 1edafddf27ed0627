import { UserError } from '../../core/base/error';
import { t, type Message } from '../../core/text/message';
import targets from './targets.json';

/** glibc that ONNX Runtime's Linux libraries are linked against: the newest `GLIBC_` version in `objdump -T`. */
export const neededGlibc = '2.28';

/** A machine, as far as ONNX Runtime's npm package asks for it. */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
  /** Version of glibc; undefined outside Linux, and on Linux with another C library, such as Alpine's musl. */
  readonly glibc?: string;
}

/** The machine that this process runs on. */
export function thisMachine(): Machine {
  const { platform, arch } = process;
  if (platform !== 'linux') return { platform, arch };
  // Without the network interfaces, whose names can take seconds to look up (from Node 22 on).
  Object.assign(process.report, { excludeNetwork: true });
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  const glibc = header.glibcVersionRuntime;
  return { platform, arch, ...(glibc === undefined ? {} : { glibc }) };
}

/** @throws UserError `unsupported-platform` when ONNX Runtime has no build that can run on the machine */
export function checkMachine({ platform, arch, glibc }: Machine): void {
  const target = targets[`${platform}-${arch}` as keyof typeof targets] as { name: string } | undefined;
  if (target === undefined) {
    throw unsupported(t`ONNX Runtime has no build for ${systemName(platform)} on ${archName(arch)}`);
  }
  if (platform !== 'linux') return;
  if (glibc === undefined) throw unsupported(t`ONNX Runtime needs glibc, which this Linux (Alpine, musl) lacks`);
  if (isOlder(glibc, neededGlibc)) {
    throw unsupported(t`ONNX Runtime needs glibc ${neededGlibc}, and this Linux has ${glibc}`);
  }
}

function unsupported(problem: Message): UserError {
  return new UserError('unsupported-platform', {
    problem: t`The model cannot run on this machine: ${problem}.`,
    advice: t`Images and masks can still be viewed. To segment, use ${supportedNames}.`,
  });
}

const names = Object.values(targets).map(({ name }) => name);
const supportedNames = `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;

function systemName(platform: string): string {
  const known: Readonly<Record<string, string>> = { darwin: 'macOS', linux: 'Linux', win32: 'Windows' };
  return known[platform] ?? platform;
}

function archName(arch: string): string {
  const known: Readonly<Record<string, string>> = { x64: 'x86-64', ia32: '32-bit x86', arm: '32-bit ARM' };
  return known[arch] ?? arch;
}

/** @param version such as `2.31` */
function isOlder(version: string, needed: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [neededMajor = 0, neededMinor = 0] = needed.split('.').map(Number);
  return major < neededMajor || (major === neededMajor && minor < neededMinor);
}
