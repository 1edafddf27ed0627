import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { ortVersion } from '../ort/ortPackage';
import { dataPath } from '../storage';
import { cudaLibraries, runtimeLibrary } from './cudaRelease';

export const manifestName = 'manifest.json';

const manifestSchema = v.object({
  version: v.string(),
  source: v.string(),
  files: v.record(v.string(), v.object({ size: v.number(), sha256: v.string() })),
});

/** What was installed: version of ONNX Runtime, where the libraries came from, and size and SHA-256 of each file. */
export type CudaManifest = v.InferOutput<typeof manifestSchema>;

/**
 * Folder of the CUDA libraries for the installed ONNX Runtime. It also holds that runtime's own library: ONNX Runtime looks
 * for its providers in the folder that it was loaded from, so a process whose `LD_LIBRARY_PATH` begins with this folder
 * finds both there.
 */
export function cudaFolder(version = ortVersion): string {
  return dataPath('cuda', `onnxruntime-${version}-linux-x64`);
}

/** The manifest of a folder that is complete; undefined when nothing is installed or a file is missing or of another size. */
export async function readCudaManifest(folder = cudaFolder()): Promise<CudaManifest | undefined> {
  try {
    const parsed = v.parse(manifestSchema, JSON.parse(await readFile(path.join(folder, manifestName), 'utf8')));
    for (const name of [...cudaLibraries, runtimeLibrary]) {
      if ((await stat(path.join(folder, name))).size !== parsed.files[name]?.size) return undefined;
    }
    return parsed;
  } catch {
    return undefined;
  }
}

/** The environment of a process that is to find the CUDA libraries; undefined where none are installed. */
export async function cudaEnvironment(folder = cudaFolder()): Promise<Record<string, string> | undefined> {
  if (process.platform !== 'linux' || (await readCudaManifest(folder)) === undefined) return undefined;
  const others = process.env['LD_LIBRARY_PATH'];
  return { LD_LIBRARY_PATH: others ? `${folder}:${others}` : folder };
}
