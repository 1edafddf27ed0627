import * as vscode from 'vscode';
import type { DatasetImage } from '../../core/dataset/datasetImage';
import type { TreeGroup, TreeImage } from '../../core/dataset/datasetTree';
import type { Grouping } from '../../core/dataset/grouping';
import { imageStatuses, statusText, type ImageStatus } from '../../core/dataset/status';
import { pageSize } from './dataset';

/** The last line of a group that goes on. */
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
  { id, name, images, unreviewed: waiting, folder }: TreeGroup,
  grouping: Grouping,
  labelIcon: (name: string) => vscode.Uri,
): vscode.TreeItem {
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Collapsed);
  // Groups of one status say it by their names.
  const unreviewed = grouping === 'status' ? 0 : waiting;
  const counts = [
    images.toLocaleString('en'),
    ...(unreviewed === 0 ? [] : [`${unreviewed.toLocaleString('en')} to review`]),
  ];
  item.description = counts.join(' · ');
  item.tooltip = [
    folder ?? name,
    countText(images, 'image'),
    ...(unreviewed === 0 ? [] : [`${countText(unreviewed, 'image')} to review`]),
  ].join('\n');
  item.accessibilityInformation = { label: [name, countText(images, 'image'), ...counts.slice(1)].join(', ') };
  if (grouping === 'status') item.iconPath = statusIcons[imageStatuses.find((status) => status === id) ?? 'none'];
  else if (grouping === 'label') item.iconPath = labelIcon(name);
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
  item.tooltip = tooltip(image, uri.fsPath);
  item.accessibilityInformation = {
    label: [
      name,
      ...(slices === undefined ? [] : [countText(slices, 'slice')]),
      problem === undefined ? statusText(status) : 'broken sidecar',
      ...labels,
      ...(quality === undefined ? [] : [`quality ${quality.toFixed(2)}`]),
    ].join(', '),
  };
  item.command = { command: 'samUnet.openImage', title: 'Open Image', arguments: [uri] };
  return item;
}

function tooltip(
  { status, objects, labels, quality, modality, series, slices, problem }: DatasetImage,
  file: string,
): string {
  return [
    file,
    problem ?? `Masks: ${statusText(status)}${objects === 0 ? '' : `, ${countText(objects, 'object')}`}`,
    ...(labels.length === 0 ? [] : [`Labels: ${labels.join(', ')}`]),
    ...(quality === undefined ? [] : [`Lowest estimated quality: ${quality.toFixed(2)}`]),
    ...(modality === '' ? [] : [`Modality: ${modality}`]),
    ...(series === undefined || series.name === '' ? [] : [`Series: ${series.name}`]),
    ...(slices === undefined ? [] : [`${countText(slices, 'slice')}, a file each`]),
  ].join('\n');
}

function moreItem({ group, more }: MoreNode): vscode.TreeItem {
  const item = new vscode.TreeItem(`Show ${String(Math.min(pageSize, more))} more`);
  item.description = `${more.toLocaleString('en')} not shown`;
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.command = { command: 'samUnet.showMoreImages', title: 'Show More', arguments: [group] };
  return item;
}

export function uriOf({ root, path }: Pick<DatasetImage, 'root' | 'path'>): vscode.Uri {
  return vscode.Uri.file(`${root}/${path}`);
}

function countText(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
