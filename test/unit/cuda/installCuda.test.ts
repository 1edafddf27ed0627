import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cudaEnvironment, readCudaManifest } from '../../../src/node/cuda/cudaFolder';
import { installCuda, removeCuda } from '../../../src/node/cuda/installCuda';
import { hashFile } from '../../../src/node/files/hashFile';
import { ortFile, ortVersion } from '../../../src/node/ort/ortPackage';

const native = 'runtimes/linux-x64/native';

let home = '';
let folder = '';
let file = '';

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'cuda-'));
  folder = path.join(home, 'cuda', 'libraries');
  file = path.join(home, 'package.nupkg');
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

/** The beginning of a shared library for x86-64. */
function library(machine = 62): Uint8Array {
  const bytes = new Uint8Array(4096);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  bytes.set([3, 0, machine, 0], 16);
  return bytes;
}

const nuspec = (ofVersion: string): string =>
  `<package><metadata><id>x</id><version>${ofVersion}</version></metadata></package>`;

/** Writes a package as NuGet has it; undefined leaves an entry out. */
function pack(changes: Readonly<Record<string, Uint8Array | undefined>> = {}): void {
  const entries: Record<string, Uint8Array | undefined> = {
    'Microsoft.ML.OnnxRuntime.Gpu.Linux.nuspec': strToU8(nuspec(ortVersion)),
    [`${native}/libonnxruntime_providers_cuda.so`]: library(),
    [`${native}/libonnxruntime_providers_shared.so`]: library(),
    ...changes,
  };
  const kept = Object.entries(entries).filter((entry): entry is [string, Uint8Array] => entry[1] !== undefined);
  writeFileSync(file, zipSync(Object.fromEntries(kept)));
}

const install = () => installCuda({ from: file, folder });
/** What lies beside the folder when an installation has failed. */
const leftovers = (): string[] => (existsSync(path.dirname(folder)) ? readdirSync(path.dirname(folder)) : []);

describe.runIf(process.platform === 'linux' && process.arch === 'x64')('installCuda', () => {
  it('puts the libraries beside a copy of the runtime that loads them', async () => {
    pack();
    const manifest = await install();
    expect(readdirSync(folder).sort()).toEqual([
      'libonnxruntime.so.1',
      'libonnxruntime_providers_cuda.so',
      'libonnxruntime_providers_shared.so',
      'manifest.json',
    ]);
    expect(await hashFile(path.join(folder, 'libonnxruntime.so.1'))).toBe(
      await hashFile(ortFile('libonnxruntime.so.1')),
    );
    expect(await readCudaManifest(folder)).toEqual(manifest);
    expect(await cudaEnvironment(folder)).toEqual({ LD_LIBRARY_PATH: expect.stringMatching(`^${folder}`) as string });
    expect(leftovers()).toEqual(['libraries']);
  });

  it('does not use a folder in which a file is missing or cut off', async () => {
    pack();
    await install();
    writeFileSync(path.join(folder, 'libonnxruntime_providers_cuda.so'), 'cut off');
    expect(await readCudaManifest(folder)).toBeUndefined();
    expect(await cudaEnvironment(folder)).toBeUndefined();
  });

  it.each<[string, Readonly<Record<string, Uint8Array | undefined>>, RegExp]>([
    [
      'another version',
      { 'Microsoft.ML.OnnxRuntime.Gpu.Linux.nuspec': strToU8(nuspec('1.2.3')) },
      /for ONNX Runtime 1\.2\.3, but/,
    ],
    ['another package', { 'Microsoft.ML.OnnxRuntime.Gpu.Linux.nuspec': undefined }, /is not the package/],
    ['another machine', { [`${native}/libonnxruntime_providers_cuda.so`]: library(183) }, /Linux x64/],
    ['text', { [`${native}/libonnxruntime_providers_shared.so`]: strToU8('#!/bin/sh') }, /Linux x64/],
    ['a missing library', { [`${native}/libonnxruntime_providers_cuda.so`]: undefined }, /lacks/],
    [
      'another build',
      { [`${native}/libonnxruntime.so`]: strToU8('git-commit-id=0123456789') },
      /different build of ONNX Runtime/,
    ],
  ])('refuses %s and leaves nothing behind', async (_, changes, message) => {
    pack(changes);
    await expect(install()).rejects.toThrow(message);
    expect(leftovers()).toEqual([]);
  });

  it('takes a package whose runtime is of the same build', async () => {
    const commit = /git-commit-id=[0-9a-f]+/.exec(readFileSync(ortFile('libonnxruntime.so.1')).toString('latin1'))?.[0];
    expect(commit).toBeDefined();
    pack({ [`${native}/libonnxruntime.so`]: strToU8(`\0\0${commit ?? ''}, build type=Release`) });
    expect((await install()).version).toBe(ortVersion);
  });

  it('keeps what was installed when the next package is damaged', async () => {
    pack();
    const before = await install();
    writeFileSync(file, readFileSync(file).subarray(0, 300));
    await expect(install()).rejects.toThrow(/package\.nupkg/);
    expect(await readCudaManifest(folder)).toEqual(before);
    expect(leftovers()).toEqual(['libraries']);
  });

  it('compares the package with a given hash', async () => {
    pack();
    await expect(installCuda({ from: file, folder, sha256: 'ab'.repeat(32) })).rejects.toThrow(
      /SHA-256 of the package is/,
    );
    await installCuda({ from: file, folder, sha256: (await hashFile(file)).toUpperCase() });
  });

  it('names a package that is not there', async () => {
    await expect(install()).rejects.toThrow(/package\.nupkg.*no such file/);
  });

  it('says what to do where it may not write', async () => {
    pack();
    mkdirSync(path.dirname(folder));
    writeFileSync(path.join(home, 'cuda', 'file'), '');
    await expect(installCuda({ from: file, folder: path.join(home, 'cuda', 'file', 'x') })).rejects.toThrow(
      /SAM_UNET_HOME/,
    );
  });

  it('can be removed', async () => {
    pack();
    await install();
    expect(await removeCuda(folder)).toBe(true);
    expect(await removeCuda(folder)).toBe(false);
    expect(existsSync(folder)).toBe(false);
  });

  it('stops when it is cancelled', async () => {
    pack();
    const token = { isCancellationRequested: true, onCancellationRequested: () => ({ dispose: () => undefined }) };
    await expect(installCuda({ from: file, folder, token })).rejects.toThrow(/cancelled/);
    expect(leftovers()).toEqual([]);
  });
});
