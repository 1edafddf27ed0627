import { copyFile, mkdir, mkdtemp, open, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { neverCancelled, type CancellationToken } from '../../core/base/cancellation';
import { UserError } from '../../core/base/error';
import { t, type Message } from '../../core/text/message';
import { writeFileAtomically } from '../files/atomicWrite';
import { hashFile } from '../files/hashFile';
import { isMissing } from '../files/isMissing';
import { ortFile, ortVersion } from '../ort/ortPackage';
import { cudaFolder, manifestName, type CudaManifest } from './cudaFolder';
import { cudaLibraries, cudaRelease, librariesInPackage, runtimeLibrary } from './cudaRelease';
import { downloadRelease } from './download';
import { Nupkg } from './nupkg';
import { reasonOf } from '../files/reasonOf';
import { makeFolders } from '../files/makeFolders';

export interface InstallOptions {
  /** A package that was downloaded before; NuGet is asked when left out. */
  readonly from?: string;
  /** SHA-256 that the package must have, hexadecimal. */
  readonly sha256?: string;
  /** Folder to install into. */
  readonly folder?: string;
  readonly onProgress?: (message: Message) => void;
  readonly token?: CancellationToken;
}

/** The part of ONNX Runtime's build information that is the same in all libraries of one build. */
const commitPattern = /git-commit-id=[0-9a-f]{7,40}/;

/** Whether ONNX Runtime has CUDA for Node.js on this machine's platform. */
export function canInstallCuda(): boolean {
  return process.platform === 'linux' && process.arch === 'x64';
}

/**
 * Installs ONNX Runtime's CUDA libraries. Before anything takes its place in `folder` the package has to pass: NuGet's hash for
 * a download, `sha256` where it is given, the version of the installed ONNX Runtime, the build of the same commit where the
 * package has a runtime library to compare, and x86-64 libraries.
 *
 * @throws UserError saying what does not fit; what was installed before is still there then
 */
export async function installCuda(options: InstallOptions = {}): Promise<CudaManifest> {
  const { folder = cudaFolder(), token = neverCancelled, onProgress = () => undefined } = options;
  if (!canInstallCuda()) {
    throw new UserError('no-device', {
      problem: t`ONNX Runtime supports CUDA in Node.js on Linux x64 only.`,
      advice: t`Choose another device; “SAM-UNet: Run Doctor” lists the devices of this machine.`,
    });
  }
  const work = await makeWorkFolder(folder);
  try {
    const file = options.from ?? (await download(work, onProgress, token));
    await checkHash(file, options.sha256);
    const unpacked = path.join(work, 'libraries');
    await mkdir(unpacked);
    const files = await unpack(file, unpacked, onProgress, token);
    const manifest: CudaManifest = {
      version: ortVersion,
      source: options.from === undefined ? cudaRelease().packageUrl : options.from,
      files,
    };
    await writeFileAtomically(path.join(unpacked, manifestName), `${JSON.stringify(manifest, null, 2)}\n`);
    await exchange(folder, unpacked, path.join(work, 'before'));
    return manifest;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Puts `fresh` in the place of `folder`, which goes to `old`, and comes back when that fails. */
async function exchange(folder: string, fresh: string, old: string): Promise<void> {
  const existed = await rename(folder, old).then(
    () => true,
    () => false,
  );
  try {
    await rename(fresh, folder);
  } catch (cause) {
    if (existed) await rename(old, folder).catch(() => undefined);
    throw unwritable(folder, cause);
  }
}

/** Removes the libraries. @returns whether there were any */
export async function removeCuda(folder = cudaFolder()): Promise<boolean> {
  try {
    await rm(folder, { recursive: true });
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw unwritable(folder, error);
  }
}

/** A new folder on the same disk as `folder`, so that a rename can put it into its place. */
async function makeWorkFolder(folder: string): Promise<string> {
  try {
    await makeFolders(path.dirname(folder));
    return await mkdtemp(`${folder}.`);
  } catch (cause) {
    throw unwritable(path.dirname(folder), cause);
  }
}

async function download(
  work: string,
  onProgress: (message: Message) => void,
  token: CancellationToken,
): Promise<string> {
  const file = path.join(work, 'package.nupkg');
  const release = cudaRelease();
  const show = (done: number, total: number): void => {
    onProgress(
      total > 0 ? t`Downloading ${megabytes(done)} of ${megabytes(total)}` : t`Downloading ${megabytes(done)}`,
    );
  };
  await downloadRelease(release, file, show, token);
  return file;
}

async function checkHash(file: string, expected: string | undefined): Promise<void> {
  if (expected === undefined) return;
  const actual = await hashFile(file);
  if (actual === expected.toLowerCase()) return;
  throw new UserError('damaged', {
    file,
    problem: t`The SHA-256 of the package is ${actual}, but ${expected} was expected.`,
    advice: t`Download it again.`,
  });
}

async function unpack(
  file: string,
  into: string,
  onProgress: (message: Message) => void,
  token: CancellationToken,
): Promise<CudaManifest['files']> {
  const runtime = ortFile(runtimeLibrary);
  const nupkg = await Nupkg.open(file);
  try {
    await checkVersion(file, nupkg, ortVersion);
    await checkBuild(file, nupkg, runtime);
    const files: CudaManifest['files'] = {};
    const total = cudaLibraries.reduce((sum, name) => sum + nupkg.size(librariesInPackage + name), 0);
    let done = 0;
    for (const name of cudaLibraries) {
      const onBytes = (count: number): void => {
        onProgress(t`Unpacking ${megabytes((done += count))} of ${megabytes(total)}`);
      };
      files[name] = await nupkg.unpack(librariesInPackage + name, into, onBytes, token);
      await checkLibrary(file, path.join(into, name));
    }
    await copyFile(runtime, path.join(into, runtimeLibrary));
    const { size } = await stat(path.join(into, runtimeLibrary));
    files[runtimeLibrary] = { size, sha256: await hashFile(path.join(into, runtimeLibrary)) };
    return files;
  } finally {
    nupkg.close();
  }
}

async function checkVersion(file: string, nupkg: Nupkg, version: string): Promise<void> {
  const { packageName } = cudaRelease();
  const name = `${packageName}.nuspec`;
  const nuspec = nupkg.has(name) ? await nupkg.text(name) : '';
  const found = /<version>\s*([^<\s]+)\s*<\/version>/.exec(nuspec)?.[1];
  if (found === version) return;
  throw new UserError('bad-input', {
    file,
    problem:
      found === undefined
        ? t`This is not the package ${packageName}.`
        : t`The package is for ONNX Runtime ${found}, but ${version} is installed.`,
    advice: t`Use ${cudaRelease().packageUrl}.`,
  });
}

/** Libraries of one version but of different builds crash when they meet. */
async function checkBuild(file: string, nupkg: Nupkg, runtime: string): Promise<void> {
  const name = `${librariesInPackage}libonnxruntime.so`;
  const commit = commitPattern.exec((await readFile(runtime)).toString('latin1'))?.[0];
  if (commit === undefined || !nupkg.has(name) || (await nupkg.contains(name, commit))) return;
  throw new UserError('bad-input', {
    file,
    problem: t`The package comes from a different build of ONNX Runtime than the installed one.`,
    advice: t`Use ${cudaRelease().packageUrl}.`,
  });
}

/** ELF, 64 bits, little endian, a shared object for x86-64 (System V ABI, chapter 4). */
async function checkLibrary(file: string, library: string): Promise<void> {
  const handle = await open(library);
  try {
    const header = Buffer.alloc(20);
    await handle.read(header, 0, header.length, 0);
    const isElf = header.readUInt32BE(0) === 0x7f454c46 && header[4] === 2 && header[5] === 1;
    if (isElf && header.readUInt16LE(16) === 3 && header.readUInt16LE(18) === 62) return;
  } finally {
    await handle.close();
  }
  throw new UserError('damaged', {
    file,
    problem: t`The package contains files other than libraries for Linux x64.`,
    advice: t`Do not use it.`,
  });
}

function unwritable(file: string, cause: unknown): UserError {
  return new UserError('unwritable', {
    file,
    problem: t`The folder cannot be written: ${reasonOf(cause)}.`,
    advice: t`Set SAM_UNET_HOME to a folder that can be written.`,
    cause,
  });
}

function megabytes(bytes: number): string {
  return `${String(Math.round(bytes / 1e6))} MB`;
}
