import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sample } from './paths';

export interface Workspace {
  readonly folder: string;
  /** Absolute path of a file in the workspace. */
  at(...parts: string[]): string;
  remove(): Promise<void>;
}

/** A temporary folder with copies of the named files of the sample workspace; of all of it when none is named. */
export async function makeWorkspace(...files: readonly string[]): Promise<Workspace> {
  const folder = await mkdtemp(path.join(tmpdir(), 'sam-unet-workspace-'));
  if (files.length === 0) await cp(sample, folder, { recursive: true });
  for (const file of files)
    await cp(path.join(sample, file), path.join(folder, path.basename(file)), { recursive: true });
  return {
    folder,
    at: (...parts) => path.join(folder, ...parts),
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}
