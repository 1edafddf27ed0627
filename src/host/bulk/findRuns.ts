import path from 'node:path';
import * as vscode from 'vscode';
import type { RunRecord } from '../../core/bulk/journal';
import { listRuns, readRun, runOf } from '../../node/bulk/runFolder';
import { isLeftBehind } from '../../node/bulk/runLock';

/** A run, and the folder whose images it is about. */
export interface FoundRun {
  readonly folder: string;
  readonly run: RunRecord;
}

/** The folders in the workspace that have journals. */
export async function foldersOfRuns(): Promise<ReadonlySet<string>> {
  return new Set((await findRunFiles('*.jsonl')).map(({ folder }) => folder));
}

/** The runs of all folders in the workspace, newest first. */
export async function findRuns(): Promise<FoundRun[]> {
  const runs: FoundRun[] = [];
  for (const folder of await foldersOfRuns()) {
    runs.push(...(await listRuns(folder)).map((run) => ({ folder, run })));
  }
  return runs.toSorted((a, b) => b.run.head.at.localeCompare(a.run.head.at));
}

/** The runs in the workspace that a crash has cut off. */
export async function findCutOffRuns(): Promise<FoundRun[]> {
  const runs: FoundRun[] = [];
  const locked = new Map<string, { readonly folder: string; readonly id: string }>();
  for (const { folder, name } of await findRunFiles('*.jsonl.lock')) {
    const id = runOf(name);
    locked.set(path.join(folder, id), { folder, id });
  }
  for (const { folder, id } of locked.values()) {
    if (!(await isLeftBehind(folder, id))) continue;
    const run = await readRun(folder, id);
    if (run.state === 'open') runs.push({ folder, run });
  }
  return runs;
}

async function findRunFiles(pattern: string): Promise<{ readonly folder: string; readonly name: string }[]> {
  // What lies in hidden folders is found too.
  const files = await vscode.workspace.findFiles(`**/.sam-unet/runs/${pattern}`, null);
  return files.map(({ fsPath }) => ({ folder: path.resolve(fsPath, '../../..'), name: path.basename(fsPath) }));
}
