import * as vscode from 'vscode';
import { flattenedText, type FlattenedObject } from '../../core/document/flattening';
import { palette } from '../../core/labels/palette';
import { volumeOf } from '../../core/image/slicePlace';
import { objectStatusText, provenanceText } from '../../core/sidecar/provenance';
import type { SidecarObject } from '../../core/sidecar/sidecar';
import { stored } from '../../core/text/message';
import { localize, localized } from '../l10n/localize';
import { swatch } from '../labels/swatch';
import type { ImageDocument } from './imageDocument';
import type { ImageEditors } from './imageEditors';

/** The objects of the image in front, in their order. */
class ObjectsTree implements vscode.TreeDataProvider<SidecarObject> {
  readonly #editors: ImageEditors;
  readonly #changed = new vscode.EventEmitter<undefined>();

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(editors: ImageEditors) {
    this.#editors = editors;
  }

  refresh(): void {
    this.#changed.fire(undefined);
  }

  getChildren(object?: SidecarObject): SidecarObject[] {
    return object === undefined ? [...(this.#document?.state.objects ?? [])] : [];
  }

  getParent(): undefined {
    return undefined;
  }

  getTreeItem(object: SidecarObject): vscode.TreeItem {
    const item = new vscode.TreeItem(object.label);
    item.id = object.id;
    item.iconPath = swatch(this.#document?.labelColor(object.label) ?? palette[0]);
    const objects = this.getChildren();
    item.description = describe(object, {
      slice: objects.some(({ slice }) => slice > 0),
      volume: objects.some((other) => volumeOf(other) > 0),
    });
    const flattened = this.#document?.flattened.find((each) => each.object.id === object.id);
    if (flattened !== undefined) {
      item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
      item.description += ` · ${localize`partly covered`}`;
    }
    item.tooltip = tooltip(object, flattened);
    item.contextValue = 'object';
    item.command = { command: 'samUnet.selectObject', title: localize`Select Object`, arguments: [object.id] };
    return item;
  }

  get #document(): ImageDocument | undefined {
    return this.#editors.active?.document;
  }
}

/** @param shows which parts of the place differ between objects of the image */
function describe(object: SidecarObject, shows: { readonly slice: boolean; readonly volume: boolean }): string {
  const { quality, slice } = object;
  return [
    ...(shows.volume ? [localize`volume ${volumeOf(object) + 1}`] : []),
    ...(shows.slice ? [localize`slice ${slice + 1}`] : []),
    ...(quality === undefined ? [] : [quality.toFixed(2)]),
    localized(objectStatusText(object)),
  ].join(' · ');
}

function tooltip(object: SidecarObject, flattened?: FlattenedObject): string {
  const { at, quality, reasons = [] } = object;
  return [
    `${localized(provenanceText(object))}, ${new Date(at).toLocaleString()}`,
    ...(quality === undefined ? [] : [localize`Estimated Dice ${quality.toFixed(2)}`]),
    ...reasons.map((reason) => localize`The mask ${stored(reason)}`),
    ...(flattened === undefined ? [] : [localize`In the label map, ${localized(flattenedText(flattened))}`]),
  ].join('\n');
}

/** Shows the objects of the image in front in the side bar, with the selected one selected. */
export function createObjectsView(editors: ImageEditors): vscode.Disposable {
  const tree = new ObjectsTree(editors);
  const view = vscode.window.createTreeView('samUnet.objects', { treeDataProvider: tree });
  const follow = editors.onDidChangeActive((page) => {
    tree.refresh();
    const selected = page?.document.state.objects.find(({ id }) => id === page.document.selected);
    if (selected !== undefined && view.visible) void view.reveal(selected, { focus: false });
  });
  return vscode.Disposable.from(view, follow);
}
