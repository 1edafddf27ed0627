import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import { counted, durationText, reasonsOf } from '../../core/bulk/bulkSummary';
import type { RunRecord } from '../../core/bulk/journal';
import { sourceTitle } from '../../core/bulk/sources/spec';
import { estimateRun, type Estimate } from '../../node/bulk/estimate';
import { planRun, requestOfRun, type RunPlan, type RunRequest } from '../../node/bulk/planRun';
import { listRuns } from '../../node/bulk/runFolder';
import { maskThread } from '../../node/masks/maskThread';
import { planAsking } from '../bulk/askReading';
import { askSources } from '../bulk/askSources';
import type { FoundRun } from '../bulk/findRuns';
import { readInferenceSettings, readSeriesMode } from '../config';
import { chooseFolder, type CommandContext } from './context';

/** Makes masks for the images of a workspace folder. */
export async function generateMasksForWorkspace(context: CommandContext): Promise<void> {
  context.bulk.checkIdle();
  const folder = await chooseFolder('Folder to make masks for');
  if (folder !== undefined) await generateMasks(folder.uri.fsPath, context);
}

/** Makes masks for the images of a folder that the explorer names. */
export async function generateMasksForFolder(context: CommandContext, uri: unknown): Promise<void> {
  context.bulk.checkIdle();
  if (!(uri instanceof vscode.Uri)) return generateMasksForWorkspace(context);
  await generateMasks(uri.fsPath, context);
}

async function generateMasks(folder: string, context: CommandContext): Promise<void> {
  const title = `Generate Masks for ${path.basename(folder)}`;
  const request = await askRequest(folder, title);
  if (request === undefined) return;
  const planned = await planAsking(request, context.memory, (answered) =>
    planWithProgress(answered, async (plan, token) => ({
      plan,
      estimate: await context.withPool((pool) => estimateRun(plan, pool, token)),
    })),
  );
  if (planned === undefined) return;
  const { plan, estimate } = planned;
  const chosen = await confirm(plan, estimate, title);
  if (chosen === undefined) return;
  const isAsPlanned = chosen.replace === request.replace && chosen.audit === request.audit;
  // The run goes on in the background.
  void context.bulk.start(isAsPlanned ? plan : await planRun(chosen, { store: maskThread }));
}

/** Goes on with a run, as it was begun. */
export async function goOnWith({ folder, run }: FoundRun, context: CommandContext): Promise<void> {
  context.bulk.checkIdle();
  const plan = await planWithProgress(requestOfRun(folder, run), (planned) => planned);
  void context.bulk.start(plan);
}

async function askRequest(folder: string, title: string): Promise<RunRequest | undefined> {
  const open = (await listRuns(folder)).filter(({ state }) => state === 'open');
  const [newest] = open;
  if (newest !== undefined) {
    const goOn = { label: '$(debug-continue) Go On With It', detail: describeRun(newest) };
    const renew = { label: '$(add) Begin Another', detail: 'Images that have masks are skipped.' };
    const answer = await vscode.window.showQuickPick([goOn, renew], {
      title,
      placeHolder: 'A run of this folder has broken off',
      ignoreFocusOut: true,
    });
    if (answer === undefined) return undefined;
    if (answer === goOn) return requestOfRun(folder, newest);
  }
  const sources = await askSources(folder, title);
  if (sources === undefined) return undefined;
  return { folder, sources, series: readSeriesMode() };
}

/** “24 Nov 2026, 16:20 · 120 of 500 images · COCO boxes of boxes.json”. */
export function describeRun({ head, written }: RunRecord): string {
  const when = new Date(head.at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  const sources = head.sources.map(sourceTitle).join(', ');
  return `${when} · ${written.size} of ${counted(head.images, 'image')} · ${sources}`;
}

/** Plans a run and does more with the plan, with progress that can be cancelled. */
async function planWithProgress<T>(
  request: RunRequest,
  next: (plan: RunPlan, token: vscode.CancellationToken) => T | Promise<T>,
): Promise<T> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: 'SAM-UNet: looking at the images', cancellable: true },
    async (progress, token) => {
      const plan = await planRun(request, {
        store: maskThread,
        token,
        onProgress: (looked) => {
          if (looked % 100 === 0) progress.report({ message: `${looked} files` });
        },
      });
      progress.report({ message: `${counted(plan.todo.length, 'image')} to segment` });
      return next(plan, token);
    },
  );
}

interface Choice extends vscode.QuickPickItem {
  readonly request?: RunRequest;
}

/** Shows what the run would do; undefined when the person gives up. @throws UserError when there is nothing to do */
async function confirm(
  { request, folder, todo, skipped, failed, unprompted, before }: RunPlan,
  estimate: Estimate | undefined,
  title: string,
): Promise<RunRequest | undefined> {
  const machine = skipped.filter(({ code }) => code === 'machine-masks').length;
  const images = counted(todo.length, 'image');
  const { modelDir, device } = readInferenceSettings();
  const model = `model ${path.basename(modelDir)}, device ${device}`;
  const choices: Choice[] = [];
  if (todo.length > 0) {
    choices.push({ label: `$(play) Segment ${images}`, detail: `${timeText(estimate)}${model}`, request });
  }
  if (machine > 0 && request.resumed === undefined && request.replace !== true) {
    const anew = `${counted(machine, 'image')} whose masks a machine made and nobody has looked at`;
    choices.push({
      label: todo.length > 0 ? `$(sync) Segment ${images}, and ${machine} anew` : `$(sync) Segment ${machine} anew`,
      detail: `Also ${anew}.`,
      request: { ...request, replace: true },
    });
  }
  if (request.sources.some(({ kind }) => kind === 'masks' || kind === 'sidecars') && request.resumed === undefined) {
    choices.push({
      label: '$(law) Compare Only',
      detail: 'Tells how far the masks that are there agree with the model, and writes nothing.',
      request: { ...request, audit: true },
    });
  }
  const facts = [
    ...(before > 0 ? [`${before} segmented before`] : []),
    ...reasonsOf(skipped).map(([reason, count]) => `${count} skipped: ${reason}`),
    ...(failed.length > 0 ? [`${failed.length} cannot be read`] : []),
    ...(unprompted > 0 ? [`${unprompted} without a prompt`] : []),
  ];
  if (choices.length === 0) {
    throw new UserError('not-found', {
      file: folder,
      problem: `There is nothing to do: ${facts.join(', ') || 'there are no images'}.`,
      advice: 'Choose another folder or other prompts.',
    });
  }
  const answer = await vscode.window.showQuickPick(choices, {
    title,
    placeHolder: facts.join(' · ') || 'Every image is to be segmented',
    ignoreFocusOut: true,
  });
  return answer?.request;
}

function timeText(estimate: Estimate | undefined): string {
  if (estimate === undefined) return '';
  const basis = estimate.basis === 'last-run' ? 'by the last run' : 'by the first images';
  return `About ${durationText(estimate.seconds)} ${basis} · `;
}
