import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import { reasonText } from '../../core/base/skip';
import { reasonsOf } from '../../core/bulk/bulkSummary';
import type { RunRecord } from '../../core/bulk/journal';
import { sourceTitle, type SourceSpec } from '../../core/bulk/sources/spec';
import { expectedText } from '../../core/teach/expectedText';
import { counted } from '../../core/text/counted';
import { durationText } from '../../core/text/durationText';
import { joined, listed, t, type Message } from '../../core/text/message';
import { estimateRun, type Estimate } from '../../node/bulk/estimate';
import { firstPrompts } from '../../node/bulk/firstPrompts';
import { planRun, requestOfRun, type RunPlan, type RunRequest } from '../../node/bulk/planRun';
import { listRuns } from '../../node/bulk/runFolder';
import { planAsking } from '../bulk/askReading';
import { askSources } from '../bulk/askSources';
import type { FoundRun } from '../bulk/findRuns';
import { readInferenceSettings, readSeriesMode } from '../config';
import { showPreview } from '../panels/previewPanel';
import { forgetReadings, remembersReadings } from '../readings';
import { nearest } from '../teach/taughtLabels';
import { localize, localized } from '../l10n/localize';
import { localizedTime } from '../l10n/time';
import { showTextReport } from '../panels/textReport';
import { chooseFolder, type CommandContext } from './context';

/** Makes masks for the images of a workspace folder. */
export async function generateMasksForWorkspace(context: CommandContext): Promise<void> {
  context.bulk.checkIdle();
  const folder = await chooseFolder(localize`Select the folder to generate masks for`);
  if (folder !== undefined) await generateMasks(folder.uri.fsPath, context);
}

/** Makes masks for the images of a folder that the explorer names. */
export async function generateMasksForFolder(context: CommandContext, uri: unknown): Promise<void> {
  context.bulk.checkIdle();
  if (!(uri instanceof vscode.Uri)) return generateMasksForWorkspace(context);
  await generateMasks(uri.fsPath, context);
}

/**
 * Plans a bulk run, shows what it would do, and starts it.
 * @param sources asks for them when left out
 * @param only images of the folder that the run is limited to; all when left out
 */
export async function generateMasks(
  folder: string,
  context: CommandContext,
  sources?: readonly SourceSpec[],
  only?: readonly string[],
): Promise<void> {
  const title = localize`Generate Masks for ${path.basename(folder)}`;
  const asked =
    sources === undefined ? await askRequest(folder, title, context) : { folder, sources, series: readSeriesMode() };
  if (asked === undefined) return;
  // A run that is resumed keeps its own images.
  const request = only === undefined || 'resumed' in asked ? asked : { ...asked, only };
  const planned = await planAsking(request, context.memory, (answered) =>
    planWithProgress(answered, context, async (plan, token) => ({
      plan,
      first: await firstPrompts(plan, { withPictures: true, token }),
      estimate: await context.withPool((pool) => estimateRun(plan, pool, token)),
    })),
  );
  if (planned === undefined) return;
  const { plan, first, estimate } = planned;
  const preview = showPreview(plan, first);
  const asksAgain = remembersReadings(context.memory, path.resolve(folder));
  const chosen = await confirm(plan, estimate, title, expectedOf(plan, context), asksAgain);
  preview?.dispose();
  if (chosen === 'ask-again') {
    await forgetReadings(context.memory, path.resolve(folder));
    await generateMasks(folder, context, request.sources);
    return;
  }
  if (chosen === undefined) return;
  const isAsPlanned = chosen.replace === request.replace && chosen.audit === request.audit;
  // The run continues in the background.
  void context.bulk.start(isAsPlanned ? plan : await planRun(chosen, { store: context.maskStore }));
}

/** Resumes a run, as it was started. */
export async function resumeRun({ folder, run }: FoundRun, context: CommandContext): Promise<void> {
  await resumeRequest(requestOfRun(folder, run), context);
}

/** Plans and starts what resumes a run or a shard. */
export async function resumeRequest(request: RunRequest, context: CommandContext): Promise<void> {
  context.bulk.checkIdle();
  const plan = await planWithProgress(request, context, (planned) => planned);
  void context.bulk.start(plan);
}

async function askRequest(folder: string, title: string, context: CommandContext): Promise<RunRequest | undefined> {
  const open = (await listRuns(folder)).filter(({ state }) => state === 'open');
  const [newest] = open;
  if (newest !== undefined) {
    const resume = { label: `$(debug-continue) ${localize`Resume Run`}`, detail: localized(describeRun(newest)) };
    const startNew = {
      label: `$(add) ${localize`Start New Run`}`,
      detail: localize`Images that have masks are skipped.`,
    };
    const answer = await vscode.window.showQuickPick([resume, startNew], {
      title,
      prompt: localize`A run in this folder was interrupted`,
      ignoreFocusOut: true,
    });
    if (answer === undefined) return undefined;
    if (answer === resume) return requestOfRun(folder, newest);
  }
  const sources = await askSources(folder, title, context.taught.items);
  if (sources === undefined) return undefined;
  return { folder, sources, series: readSeriesMode() };
}

/** “11/24/26, 4:20 PM · 120 of 500 images · COCO boxes of boxes.json”. */
export function describeRun({ head, written }: RunRecord): Message {
  const when = localizedTime(head.at);
  const sources = listed(head.sources.map(sourceTitle));
  return joined([when, t`${written.size} of ${counted(head.images, 'image')}`, sources], ' · ');
}

/** Plans a run and does more with the plan, with progress that can be cancelled. */
async function planWithProgress<T>(
  request: RunRequest,
  { maskStore }: CommandContext,
  next: (plan: RunPlan, token: vscode.CancellationToken) => T | Promise<T>,
): Promise<T> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: localize`SAM-UNet: Scanning images`, cancellable: true },
    async (progress, token) => {
      const plan = await planRun(request, {
        store: maskStore,
        token,
        onProgress: (scanned) => {
          if (scanned % 100 === 0) progress.report({ message: localized(counted(scanned, 'file')) });
        },
      });
      progress.report({ message: localize`${counted(plan.todo.length, 'image')} to segment` });
      return next(plan, token);
    },
  );
}

interface Choice extends vscode.QuickPickItem {
  /** Absent for the plan, which is shown; nothing is started then. */
  readonly request?: RunRequest | 'ask-again';
  readonly showsPlan?: boolean;
}

/** How well the taught labels of a run are expected to be found: “liver: expected Dice 0.91 (0.88 to 0.94)”. */
function expectedOf({ folder, request }: RunPlan, { taught }: CommandContext): readonly Message[] {
  const labels = request.sources.flatMap((source) => (source.kind === 'taught' ? source.labels : []));
  return labels.flatMap((label) => {
    const heldOut = nearest(taught.items, folder, label)?.card?.heldOut;
    return heldOut === undefined ? [] : [t`${label}: ${expectedText(heldOut)}`];
  });
}

/** Shows what the run would do; undefined when the user cancels. @throws UserError when there is nothing to do */
async function confirm(
  plan: RunPlan,
  estimate: Estimate | undefined,
  title: string,
  expected: readonly Message[],
  asksAgain: boolean,
): Promise<RunRequest | 'ask-again' | undefined> {
  const { request, folder, todo, skipped, failed, unprompted, before } = plan;
  const machine = skipped.filter(({ code }) => code === 'machine-masks').length;
  const images = counted(todo.length, 'image');
  const { modelDir, device } = readInferenceSettings();
  const model = localize`model ${path.basename(modelDir)}, device ${device}`;
  const choices: Choice[] = [];
  if (todo.length > 0) {
    const time = estimate === undefined ? [] : [timeText(estimate)];
    const detail = [...time, model, ...expected.map(localized)].join(' · ');
    choices.push({ label: `$(play) ${localize`Segment ${images}`}`, detail, request });
  }
  if (machine > 0 && request.resumed === undefined && request.replace !== true) {
    const unreviewed = counted(machine, 'image');
    const label =
      todo.length > 0 ? localize`Segment ${images}, regenerate ${unreviewed}` : localize`Regenerate ${unreviewed}`;
    choices.push({
      label: `$(sync) ${label}`,
      detail: localize`Also replaces masks that are unreviewed.`,
      request: { ...request, replace: true },
    });
  }
  if (request.sources.some(({ kind }) => kind === 'masks' || kind === 'sidecars') && request.resumed === undefined) {
    choices.push({
      label: `$(law) ${localize`Compare Only`}`,
      detail: localize`Compares the existing masks with the model’s, without writing any.`,
      request: { ...request, audit: true },
    });
  }
  if (asksAgain) {
    choices.push({
      label: `$(question) ${localize`Ask Again How Files Are Read`}`,
      detail: localize`Forgets the answers for this folder.`,
      request: 'ask-again',
    });
  }
  const facts = [
    ...(before > 0 ? [t`${before} already segmented`] : []),
    ...reasonsOf(skipped).map(([reason, count]) => t`${count} skipped: ${reason}`),
    ...(failed.length > 0 ? [t`${failed.length} unreadable`] : []),
    ...(unprompted > 0 ? [t`${unprompted} without a prompt`] : []),
  ];
  if (!choices.some((choice) => choice.request !== 'ask-again')) {
    throw new UserError('not-found', {
      file: folder,
      problem: facts.length === 0 ? t`There are no images.` : t`There is nothing to segment: ${listed(facts)}.`,
      advice: t`Choose another folder or other prompts.`,
    });
  }
  const details: Choice = {
    label: `$(list-flat) ${localize`Show Plan`}`,
    detail: localize`Every image, and what the run would do with it.`,
    showsPlan: true,
  };
  const answer = await vscode.window.showQuickPick([...choices, details], {
    title,
    prompt: localized(joined(facts, ' · ')) || localize`All images will be segmented`,
    ignoreFocusOut: true,
  });
  if (answer?.showsPlan === true) await showTextReport(title, planText(plan));
  return answer?.request;
}

/** Every image of a plan, and what the run would do with it. */
function planText({ todo, skipped, failed }: RunPlan): string {
  const section = (heading: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : [`${heading} (${lines.length})`, ...lines.map((line) => `  ${line}`), ''];
  return [
    ...section(localize`To segment`, todo),
    ...section(
      localize`Skipped`,
      skipped.map((each) => `${each.file}: ${localized(reasonText(each))}`),
    ),
    ...section(
      localize`Unreadable`,
      failed.map(({ file, error }) => `${file}: ${localized(error.text)}`),
    ),
  ].join('\n');
}

function timeText({ seconds, basis }: Estimate): string {
  const duration = durationText(seconds);
  return basis === 'last-run'
    ? localize`About ${duration}, based on the last run`
    : localize`About ${duration}, based on the first images`;
}
