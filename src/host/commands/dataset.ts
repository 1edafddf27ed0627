import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import { groupings, type Grouping } from '../../core/dataset/grouping';
import { t, type Message } from '../../core/text/message';
import { uriOf, type DatasetNode } from '../dataset/datasetItem';
import { selectedImages } from '../dataset/selectedImages';
import { showImage } from '../editor/showImage';
import { localize, localized } from '../l10n/localize';
import type { CommandContext } from './context';
import { generateMasks } from './generateMasks';
import { review } from './review';
import { segmentActiveImage } from './segmentActiveImage';

/**
 * Opens an image: the one that is named, that which VS Code shows as text because its name has no ending, or the one that is
 * selected in the dataset.
 */
export async function openImage({ datasetView, editors }: CommandContext, target?: unknown): Promise<void> {
  const { activeTab } = vscode.window.tabGroups.activeTabGroup;
  const asText = activeTab?.input instanceof vscode.TabInputText ? activeTab.input.uri : undefined;
  const uri = target instanceof vscode.Uri ? target : (asText ?? imageOf(datasetView.selected));
  const isShown = asText?.toString() === uri.toString();
  await showImage(editors, uri, { preview: !isShown });
  if (isShown && activeTab !== undefined && !activeTab.isDirty) await vscode.window.tabGroups.close(activeTab);
}

/** Opens the selected images of the dataset one after another, and segments the slice of each with one box over all of it. */
export async function segmentImage(context: CommandContext, node?: unknown, all?: unknown): Promise<void> {
  const several = severalOf(context, node, all).filter(({ kind }) => kind === 'image');
  for (const each of several.length > 0 ? several : [chosen(context, node)]) {
    await showImage(context.editors, imageOf(each), { preview: several.length === 0 });
    await segmentActiveImage(context);
  }
}

/** Reviews the masks in a folder of the dataset, or of all selected images and folders. */
export async function reviewFolder(context: CommandContext, node?: unknown, all?: unknown): Promise<void> {
  const several = severalOf(context, node, all);
  if (several.length === 0) {
    await vscode.commands.executeCommand('samUnet.review', folderOf(chosen(context, node)));
    return;
  }
  await review(context, await selectedImages(several, context.dataset, roots()));
}

/** Makes masks for the images in a folder of the dataset, or for all selected images and folders. */
export async function generateMasksHere(context: CommandContext, node?: unknown, all?: unknown): Promise<void> {
  const several = severalOf(context, node, all);
  if (several.length === 0) {
    await vscode.commands.executeCommand('samUnet.generateMasksForFolder', folderOf(chosen(context, node)));
    return;
  }
  context.bulk.checkIdle();
  const { folder, images } = await selectedImages(several, context.dataset, roots());
  await generateMasks(folder, context, undefined, images);
}

export async function revealInExplorer(context: CommandContext, node?: unknown): Promise<void> {
  const target = chosen(context, node);
  const uri = target?.kind === 'image' ? imageOf(target) : folderOf(target);
  await vscode.commands.executeCommand('revealInExplorer', uri);
}

export async function refreshDataset({ dataset }: CommandContext): Promise<void> {
  await dataset.refresh();
}

export async function stopSearch({ dataset }: CommandContext): Promise<void> {
  await dataset.stop();
}

/** Shows the next images of a group, by its id; of the top when none is named. */
export function showMoreImages({ dataset, datasetView }: CommandContext, group?: unknown): void {
  const { selected } = datasetView;
  dataset.showMore(typeof group === 'string' ? group : selected?.kind === 'more' ? selected.group : undefined);
}

const groupingNames: Readonly<Record<Grouping, readonly [icon: string, label: Message, detail: Message]>> = {
  folder: ['$(folder)', t`Folder`, t`As the files are stored on disk.`],
  status: ['$(checklist)', t`Status`, t`Without masks, unreviewed, corrected, accepted, rejected.`],
  quality: ['$(graph)', t`Quality`, t`By the lowest estimated quality of the masks, worst first.`],
  label: ['$(tag)', t`Label`, t`By the labels of the masks.`],
  modality: ['$(device-camera)', t`Modality`, t`CT, MR and others, if the header specifies it.`],
  series: ['$(layers)', t`Series`, t`DICOM files of the same series together.`],
};

export async function groupDataset({ dataset }: CommandContext): Promise<void> {
  const items = groupings.map((grouping) => {
    const [icon, label, detail] = groupingNames[grouping];
    return {
      label: `${icon} ${localized(label)}`,
      detail: localized(detail),
      description: grouping === dataset.grouping ? localize`current` : '',
      grouping,
    };
  });
  const chosenItem = await vscode.window.showQuickPick(items, {
    title: localize`Group Dataset`,
    placeHolder: localize`Select how to group the images`,
  });
  if (chosenItem !== undefined) await dataset.groupBy(chosenItem.grouping);
}

export async function clearDatasetFilter({ dataset }: CommandContext): Promise<void> {
  await dataset.filterBy('');
}

function chosen({ datasetView }: CommandContext, node: unknown): DatasetNode | undefined {
  return isNode(node) ? node : datasetView.selected;
}

/** The selected nodes where there are several; VS Code passes them after the one that was clicked. */
function severalOf({ datasetView }: CommandContext, node: unknown, all: unknown): readonly DatasetNode[] {
  const nodes = Array.isArray(all) ? all.filter(isNode) : isNode(node) ? [node] : datasetView.selection;
  return nodes.length > 1 ? nodes : [];
}

function roots(): readonly string[] {
  return (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
}

function isNode(value: unknown): value is DatasetNode {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

/** @throws UserError when the node is no image */
function imageOf(node: DatasetNode | undefined): vscode.Uri {
  if (node?.kind === 'image') return uriOf(node.image);
  throw nothingSelected(t`No image is selected in the Dataset view.`);
}

/** The folder of a node; that of an image is the one it lies in. @throws UserError when the node has none */
function folderOf(node: DatasetNode | undefined): vscode.Uri {
  if (node?.kind === 'group' && node.folder !== undefined) return vscode.Uri.file(node.folder);
  if (node?.kind === 'image') return vscode.Uri.joinPath(uriOf(node.image), '..');
  throw nothingSelected(t`No folder is selected in the Dataset view.`);
}

function nothingSelected(problem: Message): UserError {
  return new UserError('bad-input', { problem, advice: t`Select one there first.` });
}
