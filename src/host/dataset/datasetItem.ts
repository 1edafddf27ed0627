import * as vscode from 'vscode';
import type { DatasetImage } from '../../core/dataset/datasetImage';
import type { TreeGroup, TreeImage } from '../../core/dataset/datasetTree';
import type { Grouping } from '../../core/dataset/grouping';
import { imageStatuses, statusText, type ImageStatus } from '../../core/dataset/status';
import { counted, type CountedNoun } from '../../core/text/counted';
import { localize, localized } from '../l10n/localize';
import { pageSize } from './dataset';

/** The last line of a truncated group. */
export interface MoreNode {
  readonly kind: 'more';
  readonly id: string;
  /** Id of the group; undefined for the top. */
  readonly group?: string;
  readonly more: number;
}

export type DatasetNode = TreeGroup | TreeImage | MoreNode;

/** Shape and colour of each status: neither alone tells them apart. */
const statusIcons: Readonly<Record<ImageStatus, vscode.ThemeIcon>> = {
  none: new vscode.ThemeIcon('circle-outline', new vscode.ThemeColor('descriptionForeground')),
  machine: new vscode.ThemeIcon('question', new vscode.ThemeColor('charts.yellow')),
  accepted: new vscode.ThemeIcon('pass-filled', new vscode.ThemeColor('charts.green')),
  empty: new vscode.ThemeIcon('pass', new vscode.ThemeColor('charts.green')),
  corrected: new vscode.ThemeIcon('edit', new vscode.ThemeColor('charts.blue')),
  rejected: new vscode.ThemeIcon('error', new vscode.ThemeColor('charts.red')),
};
const problemIcon = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));

const groupIcons: Readonly<Record<Exclude<Grouping, 'status' | 'label'>, vscode.ThemeIcon>> = {
  folder: vscode.ThemeIcon.Folder,
  quality: new vscode.ThemeIcon('graph'),
  modality: new vscode.ThemeIcon('device-camera'),
  series: new vscode.ThemeIcon('layers'),
};

/** How a node is drawn. */
export function treeItem(
  node: DatasetNode,
  grouping: Grouping,
  labelIcon: (name: string) => vscode.Uri,
): vscode.TreeItem {
  const item =
    node.kind === 'group'
      ? groupItem(node, grouping, labelIcon)
      : node.kind === 'image'
        ? imageItem(node, grouping)
        : moreItem(node);
  item.id = node.id;
  item.contextValue = node.kind === 'group' && node.folder !== undefined ? 'folder' : node.kind;
  return item;
}

function groupItem(
  { id, name, images, unreviewed: waiting, finished: done, folder }: TreeGroup,
  grouping: Grouping,
  labelIcon: (name: string) => vscode.Uri,
): vscode.TreeItem {
  const title = localized(name);
  const item = new vscode.TreeItem(title, vscode.TreeItemCollapsibleState.Collapsed);
  // Groups of one status say it by their names.
  const [unreviewed, finished] = grouping === 'status' ? [0, 0] : [waiting, done];
  const counts = [
    images.toLocaleString('en'),
    ...(finished === 0 ? [] : [localize`${finished.toLocaleString('en')} finished`]),
    ...(unreviewed === 0 ? [] : [localize`${unreviewed.toLocaleString('en')} unreviewed`]),
  ];
  item.description = counts.join(' · ');
  item.tooltip = [folder ?? title, countText(images, 'image'), ...counts.slice(1)].join('\n');
  item.accessibilityInformation = { label: [title, countText(images, 'image'), ...counts.slice(1)].join(', ') };
  if (grouping === 'status') item.iconPath = statusIcons[imageStatuses.find((status) => status === id) ?? 'none'];
  else if (grouping === 'label') item.iconPath = labelIcon(title);
  else item.iconPath = groupIcons[grouping];
  return item;
}

function imageItem({ image }: TreeImage, grouping: Grouping): vscode.TreeItem {
  const uri = uriOf(image);
  const slash = image.path.lastIndexOf('/');
  const [folder, name] = [image.path.slice(0, Math.max(0, slash)), image.path.slice(slash + 1)];
  const item = new vscode.TreeItem(name);
  const { labels, quality, slices, status, problem } = image;
  const facts = [
    ...(slices === undefined ? [] : [countText(slices, 'slice')]),
    ...(labels.length === 0 ? [] : [labels.join(', ')]),
    ...(quality === undefined ? [] : [quality.toFixed(2)]),
  ];
  item.description = [...facts, ...(grouping === 'folder' || folder === '' ? [] : [folder])].join(' · ');
  item.iconPath = problem === undefined ? statusIcons[status] : problemIcon;
  item.accessibilityInformation = {
    label: [
      name,
      ...(slices === undefined ? [] : [countText(slices, 'slice')]),
      problem === undefined ? localized(statusText(status)) : localize`damaged sidecar`,
      ...labels,
      ...(quality === undefined ? [] : [localize`quality ${quality.toFixed(2)}`]),
    ].join(', '),
  };
  item.command = { command: 'samUnet.openImage', title: localize`Open Image`, arguments: [uri] };
  return item;
}

/** What there is to know about an image, a line each. */
export function imageFacts(image: DatasetImage): readonly string[] {
  const { status, objects, labels, quality, modality, series, slices, problem } = image;
  const state = statusText(status);
  return [
    uriOf(image).fsPath,
    problem ?? (objects === 0 ? localize`Masks: ${state}` : localize`Masks: ${state}, ${counted(objects, 'object')}`),
    ...(labels.length === 0 ? [] : [localize`Labels: ${labels.join(', ')}`]),
    ...(quality === undefined ? [] : [localize`Lowest estimated quality: ${quality.toFixed(2)}`]),
    ...(modality === '' ? [] : [localize`Modality: ${modality}`]),
    ...(series === undefined || series.name === '' ? [] : [localize`Series: ${series.name}`]),
    ...(slices === undefined ? [] : [localize`${counted(slices, 'slice')}, one file each`]),
  ];
}

function moreItem({ group, more }: MoreNode): vscode.TreeItem {
  const item = new vscode.TreeItem(localize`Show ${Math.min(pageSize, more)} More`);
  item.description = localize`${more.toLocaleString('en')} not shown`;
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.command = { command: 'samUnet.showMoreImages', title: localize`Show More`, arguments: [group] };
  return item;
}

export function uriOf({ root, path }: Pick<DatasetImage, 'root' | 'path'>): vscode.Uri {
  return vscode.Uri.file(`${root}/${path}`);
}

function countText(count: number, noun: CountedNoun): string {
  return localized(counted(count, noun));
}
