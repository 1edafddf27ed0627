import * as vscode from 'vscode';
import { flattenedText, type FlattenedObject } from '../../core/document/flattening';
import { palette } from '../../core/labels/palette';
import { volumeOf } from '../../core/image/slicePlace';
import { objectStatusText, provenanceText } from '../../core/sidecar/provenance';
import type { SidecarObject } from '../../core/sidecar/sidecar';
import { stored } from '../../core/text/message';
import { areaText, labelVolumeText } from '../../core/view/objectSize';
import { localize, localized } from '../l10n/localize';
import { localizedTime } from '../l10n/time';
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
    const isHidden = this.#document?.isHidden(object.id) ?? false;
    const facts = describe(object, {
      slice: objects.some(({ slice }) => slice > 0),
      volume: objects.some((other) => volumeOf(other) > 0),
      size: this.#sizeOf(object),
      isHidden,
    });
    item.description = facts.join(' · ');
    // Without it, screen readers read the tooltip.
    item.accessibilityInformation = { label: [object.label, ...facts].join(', ') };
    const flattened = this.#document?.flattened.find((each) => each.object.id === object.id);
    if (flattened !== undefined) {
      item.iconPath = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
      item.description += ` · ${localize`partly covered`}`;
    }
    item.tooltip = tooltip(object, this.#volumeOf(object), flattened);
    item.contextValue = isHidden ? 'object hidden' : 'object shown';
    item.command = { command: 'samUnet.selectObject', title: localize`Select Object`, arguments: [object.id] };
    return item;
  }

  #sizeOf({ mask }: SidecarObject): string | undefined {
    const info = this.#document?.opened?.image.info;
    return info && localized(areaText(mask, info));
  }

  #volumeOf(object: SidecarObject): string | undefined {
    const info = this.#document?.opened?.image.info;
    const kept = this.getChildren().filter(({ status }) => status !== 'rejected');
    const volume = info && labelVolumeText(object, kept, info);
    return volume && localized(volume);
  }

  get #document(): ImageDocument | undefined {
    return this.#editors.active?.document;
  }
}

/** @param shows which parts of the place differ between objects of the image */
function describe(
  object: SidecarObject,
  shows: {
    readonly slice: boolean;
    readonly volume: boolean;
    readonly size: string | undefined;
    readonly isHidden: boolean;
  },
): readonly string[] {
  const { quality, slice } = object;
  return [
    ...(shows.volume ? [localize`volume ${volumeOf(object) + 1}`] : []),
    ...(shows.slice ? [localize`slice ${slice + 1}`] : []),
    ...(shows.size === undefined ? [] : [shows.size]),
    ...(quality === undefined ? [] : [quality.toFixed(2)]),
    localized(objectStatusText(object)),
    ...(shows.isHidden ? [localize`hidden`] : []),
  ];
}

function tooltip(object: SidecarObject, volume: string | undefined, flattened?: FlattenedObject): string {
  const { at, quality, reasons = [] } = object;
  return [
    `${localized(provenanceText(object))}, ${localizedTime(at)}`,
    ...(quality === undefined ? [] : [localize`Estimated Dice ${quality.toFixed(2)}`]),
    ...(volume === undefined ? [] : [localize`“${object.label}” on all slices: ${volume}`]),
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
