import { describe, expect, it } from 'vitest';
import { refused } from '../../../src/node/ort/loadRuntime';
import { checkMachine, thisMachine } from '../../../src/node/ort/platform';

describe('checkMachine', () => {
  it.each([
    { platform: 'linux', arch: 'x64', glibc: '2.28' },
    { platform: 'linux', arch: 'arm64', glibc: '2.41' },
    { platform: 'linux', arch: 'x64', glibc: '3.0' },
    { platform: 'darwin', arch: 'arm64' },
    { platform: 'win32', arch: 'x64' },
    { platform: 'win32', arch: 'arm64' },
  ])('accepts $platform $arch $glibc', (machine) => {
    expect(() => {
      checkMachine(machine);
    }).not.toThrow();
  });

  it.each([
    [{ platform: 'darwin', arch: 'x64' }, 'no build for macOS on x86-64'],
    [{ platform: 'linux', arch: 'x64' }, 'glibc, which this Linux (Alpine, musl) lacks'],
    [{ platform: 'linux', arch: 'x64', glibc: '2.27' }, 'needs glibc 2.28, and this Linux has 2.27'],
    [{ platform: 'linux', arch: 'arm', glibc: '2.36' }, 'no build for Linux on 32-bit ARM'],
    [{ platform: 'win32', arch: 'ia32' }, 'no build for Windows on 32-bit x86'],
    [{ platform: 'freebsd', arch: 'x64' }, 'no build for freebsd on x86-64'],
  ])('says why %o cannot run the model, and what can', (machine, reason) => {
    const check = (): void => {
      checkMachine(machine);
    };
    expect(check).toThrow(expect.objectContaining({ code: 'unsupported-platform' }));
    expect(check).toThrow(reason);
    expect(check).toThrow('Images and masks can still be viewed.');
    expect(check).toThrow('macOS on Apple silicon');
  });

  it('knows the machine that the tests run on', () => {
    expect(thisMachine()).toMatchObject({ platform: process.platform, arch: process.arch });
    expect(() => {
      checkMachine(thisMachine());
    }).not.toThrow();
  });
});

describe('refused', () => {
  const failure = (message: string): Error => Object.assign(new Error(message), { code: 'ERR_DLOPEN_FAILED' });

  it('says where to get what a new Windows lacks, whatever its language', () => {
    const missing = String.raw`Das angegebene Modul wurde nicht gefunden. \\?\C:\x\onnxruntime_binding.node`;
    const { message } = refused(failure(missing), 'win32', 'arm64');
    expect(message).toContain('Microsoft Visual C++ Redistributable');
    expect(message).toContain('https://aka.ms/vs/17/release/vc_redist.arm64.exe');
  });

  it('gives the reason of other systems as it is', () => {
    const { message, code } = refused(failure('libm.so.6: version `GLIBC_2.38’ not found'), 'linux', 'x64');
    expect(code).toBe('no-device');
    expect(message).toContain('GLIBC_2.38');
    expect(message).not.toContain('Visual C++');
  });
});
