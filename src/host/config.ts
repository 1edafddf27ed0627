import * as vscode from 'vscode';
import { setGroup, type SetGroup } from '../core/evaluation/setGroup';
import type { SeriesMode } from '../core/formats/dicom/series/seriesMode';
import type { SavedLayout } from '../core/layouts/savedLayout';
import type { CacheBudgets, DeviceSetting } from '../core/protocol/inferenceApi';
import { defaultMaskDisplay, maskColorings, type MaskColoring, type MaskDisplay } from '../core/view/maskDisplay';
import { defaultSettings } from '../core/teach/settings';
import { defaultCacheBudgets, megabyte } from '../node/cache/cacheBudgets';
import type { InferenceSettings } from '../node/inference/inferenceSettings';
import { defaultModelDir } from '../node/process/productPaths';
import { systemUser } from '../node/systemUser';

const section = 'samUnet';

/** The one reader of settings. */
export function readInferenceSettings(): InferenceSettings {
  const settings = vscode.workspace.getConfiguration(section);
  const budget = (kind: keyof CacheBudgets, least: number, most: number): number =>
    numberIn(settings.get(`cache.${kind}`), least, most, defaultCacheBudgets[kind] / megabyte) * megabyte;
  const threads = numberIn(settings.get('threads'), 0, 64, 0);
  return {
    modelDir: settings.get<string>('modelPath', '').trim() || defaultModelDir,
    device: settings.get<DeviceSetting>('device', 'auto'),
    ...(threads > 0 ? { threads } : {}),
    cache: { memory: budget('memory', 16, 65_536), disk: budget('disk', 0, 1_048_576) },
  };
}

/** Name that is written into sidecars. */
export function readAnnotator(): string {
  return vscode.workspace.getConfiguration(section).get<string>('annotator', '').trim() || systemUser();
}

/** Number of slices around the current one to encode in advance. */
export function readEncodeAhead(): number {
  return numberIn(vscode.workspace.getConfiguration(section).get('encodeAhead'), 0, 20, 2);
}

/** MiB of slices that a page holds; 0 for a share of its machine's memory. */
export function readSliceMemory(): number {
  return numberIn(vscode.workspace.getConfiguration(section).get('sliceMemory'), 0, 65_536, 0);
}

/** A whole number of a setting within its range: the settings editor checks what is typed there, not what a file says. */
function numberIn(value: unknown, least: number, most: number, otherwise: number): number {
  return Number.isInteger(value) ? Math.min(most, Math.max(least, Number(value))) : otherwise;
}

/** Whether a DICOM file opens the whole series that it belongs to. */
export function readSeriesMode(): SeriesMode {
  return vscode.workspace.getConfiguration(section).get<SeriesMode>('dicomSeries', 'whole');
}

/** Steps of a training when a label is taught. */
export function readTeachSteps(): number {
  return numberIn(vscode.workspace.getConfiguration(section).get('teach.steps'), 1, 2000, defaultSettings.steps);
}

/** What happens after every twenty further verdicts on masks of a taught label. */
export function readTeachAgain(folder: vscode.Uri): 'offer' | 'automatic' | 'never' {
  const settings = vscode.workspace.getConfiguration(section, folder);
  return settings.get<'offer' | 'automatic' | 'never'>('teach.again', 'offer');
}

/** Groups of data sets that an evaluation gives means of; entries without a pattern are left out. */
export function readEvaluationGroups(): readonly SetGroup[] {
  const groups = vscode.workspace.getConfiguration(section).get<Record<string, unknown>>('evaluation.groups', {});
  return Object.entries(groups).flatMap(([name, pattern]) => setGroup(name, String(pattern)) ?? []);
}

/** What happens when the extension first becomes active in a folder. */
export function readWalkthrough(): 'offer' | 'open' | 'off' {
  return vscode.workspace.getConfiguration(section).get<'offer' | 'open' | 'off'>('walkthrough', 'offer');
}

/** Whether `sam-unet mcp` is offered to assistants that do not use VS Code's own tools. */
export function readMcpServer(): boolean {
  return vscode.workspace.getConfiguration(section).get<boolean>('mcpServer', false);
}

/** Calls `listener` when {@link readMcpServer} or what the server is started with changes. */
export function onDidChangeMcpServer(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    const settings = ['mcpServer', 'modelPath', 'device', 'threads'];
    if (settings.some((name) => event.affectsConfiguration(`${section}.${name}`))) listener();
  });
}

const masks = `${section}.masks`;

/** What the colours of masks stand for. */
export function readMaskColoring(): MaskColoring {
  const chosen = vscode.workspace.getConfiguration(masks).get<MaskColoring>('coloring', 'label');
  return maskColorings.includes(chosen) ? chosen : 'label';
}

/** How masks are drawn. */
export function readMaskDisplay(): MaskDisplay {
  const settings = vscode.workspace.getConfiguration(masks);
  const opacity = Number(settings.get('opacity'));
  return {
    fill: settings.get('fill') !== false,
    opacity: opacity > 0 && opacity <= 1 ? opacity : defaultMaskDisplay.opacity,
  };
}

/** Changes how masks are shown, where that is set now: in the workspace, or else for the user. */
export async function writeMasks(changes: Partial<MaskDisplay & { readonly coloring: MaskColoring }>): Promise<void> {
  const settings = vscode.workspace.getConfiguration(masks);
  for (const [key, value] of Object.entries(changes)) {
    const isOfWorkspace = settings.inspect(key)?.workspaceValue !== undefined;
    const { Global, Workspace } = vscode.ConfigurationTarget;
    await settings.update(key, value, isOfWorkspace ? Workspace : Global);
  }
}

/** Calls `listener` when masks are to be shown in another way. */
export function onDidChangeMasks(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(masks)) listener();
  });
}

/** Calls `listener` when it has changed what counts as an image. */
export function onDidChangeSeriesMode(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(`${section}.dicomSeries`)) listener();
  });
}

/** Whether a corrected mask of a volume propagates again to the slices around it. */
export function readPropagatesAgain(image: vscode.Uri): boolean {
  return vscode.workspace.getConfiguration(section, image).get<boolean>('propagateAgain', true);
}

/** Layout in which the masks of an image are saved. */
export function readLayout(image: vscode.Uri): SavedLayout {
  return vscode.workspace.getConfiguration(section, image).get<SavedLayout>('layout', 'beside');
}

/** Whether objects that overlap are drawn over each other in label maps without a question. */
export function flattensOverlaps(image: vscode.Uri): boolean {
  return vscode.workspace.getConfiguration(section, image).get<'ask' | 'flatten'>('overlaps', 'ask') === 'flatten';
}

/** Says for the workspace of an image how objects that overlap are saved. */
export async function chooseForWorkspace(layout: SavedLayout, image: vscode.Uri): Promise<void> {
  const settings = vscode.workspace.getConfiguration(section, image);
  const target = vscode.ConfigurationTarget.Workspace;
  if (layout !== 'beside') {
    await settings.update('layout', layout, target);
    return;
  }
  await settings.update('overlaps', 'flatten', target);
  if (readLayout(image) !== 'beside') await settings.update('layout', 'beside', target);
}

const associations = 'editorAssociations';
const pictures = ['*.png', '*.jpg', '*.jpeg', '*.bmp', '*.webp'];

/** Whether pictures that VS Code shows itself open in our editor. */
export function opensPictures(): boolean {
  const chosen = vscode.workspace.getConfiguration('workbench').get<Record<string, string>>(associations, {});
  return pictures.some((pattern) => chosen[pattern] === 'samUnet.imageOptional');
}

/** Makes our editor the default for pictures in this workspace, beside what else is chosen there. */
export async function openPicturesInWorkspace(): Promise<void> {
  const settings = vscode.workspace.getConfiguration('workbench');
  const before = settings.inspect<Record<string, string>>(associations)?.workspaceValue ?? {};
  const chosen = Object.fromEntries(pictures.map((pattern) => [pattern, 'samUnet.imageOptional']));
  await settings.update(associations, { ...before, ...chosen }, vscode.ConfigurationTarget.Workspace);
}

/** Whether the Explorer folds files under others, as our patterns for masks say. */
export function foldsFiles(): boolean {
  return vscode.workspace.getConfiguration('explorer').get<boolean>('fileNesting.enabled', false);
}

/** Has the Explorer fold files in this workspace. */
export async function foldFilesInWorkspace(): Promise<void> {
  const { Workspace } = vscode.ConfigurationTarget;
  await vscode.workspace.getConfiguration('explorer').update('fileNesting.enabled', true, Workspace);
}

/** Calls `listener` when a setting has changed that the inference process depends on. */
export function onDidChangeInferenceSettings(listener: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    const keys = ['modelPath', 'device', 'threads', 'cache'];
    if (keys.some((key) => event.affectsConfiguration(`${section}.${key}`))) listener();
  });
}
