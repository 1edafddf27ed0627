import * as vscode from 'vscode';
import { moveObjects } from '../../core/document/order';
import type { SidecarObject } from '../../core/sidecar/sidecar';
import type { ImageDocument } from './imageDocument';
import type { ImageEditors } from './imageEditors';
import { objectItem, objectTooltip } from './objectItem';

const viewId = 'samUnet.objects';
/** What is dragged within the view; VS Code wants this name. */
const dragged = `application/vnd.code.tree.${viewId.toLowerCase()}`;

/** The objects of the image in front. The one that lies on top is the first, as in a stack. */
export class ObjectsTree
  implements vscode.TreeDataProvider<SidecarObject>, vscode.TreeDragAndDropController<SidecarObject>
{
  readonly #editors: Pick<ImageEditors, 'active'>;
  readonly #changed = new vscode.EventEmitter<undefined>();

  readonly onDidChangeTreeData = this.#changed.event;
  readonly dragMimeTypes = [dragged];
  readonly dropMimeTypes = [dragged];

  constructor(editors: Pick<ImageEditors, 'active'>) {
    this.#editors = editors;
  }

  refresh(): void {
    this.#changed.fire(undefined);
  }

  getChildren(object?: SidecarObject): SidecarObject[] {
    return object === undefined ? (this.#document?.state.objects.toReversed() ?? []) : [];
  }

  getParent(): undefined {
    return undefined;
  }

  getTreeItem(object: SidecarObject): vscode.TreeItem {
    const document = this.#document;
    return document === undefined ? new vscode.TreeItem(object.label) : objectItem(object, document);
  }

  async resolveTreeItem(item: vscode.TreeItem, object: SidecarObject): Promise<vscode.TreeItem> {
    const page = this.#editors.active;
    if (page !== undefined) item.tooltip = await objectTooltip(object, page.document, page.view?.window);
    return item;
  }

  handleDrag(objects: readonly SidecarObject[], transfer: vscode.DataTransfer): void {
    transfer.set(dragged, new vscode.DataTransferItem(objects.map(({ id }) => id)));
  }

  /** Puts the dragged objects in the place of `target`, or below all others. */
  handleDrop(target: SidecarObject | undefined, transfer: vscode.DataTransfer): void {
    const document = this.#document;
    const ids: unknown = transfer.get(dragged)?.value;
    if (document === undefined || !Array.isArray(ids)) return;
    const edit = moveObjects(document.state, ids as string[], target?.id ?? null);
    if (edit.changes.length > 0) document.edit(edit);
  }

  get #document(): ImageDocument | undefined {
    return this.#editors.active?.document;
  }
}

/** Shows the objects of the image in front in the side bar, with the selected ones selected. */
export function createObjectsView(editors: ImageEditors): vscode.Disposable {
  const tree = new ObjectsTree(editors);
  const view = vscode.window.createTreeView(viewId, {
    treeDataProvider: tree,
    dragAndDropController: tree,
    canSelectMany: true,
  });
  const follow = editors.onDidChangeActive((page) => {
    tree.refresh();
    const id = page?.document.selected;
    const selected = page?.document.state.objects.find((object) => object.id === id);
    // Revealing selects the row alone.
    const isSelected = view.selection.some((object) => object.id === id);
    if (selected !== undefined && view.visible && !isSelected) void view.reveal(selected, { focus: false });
  });
  const select = view.onDidChangeSelection(({ selection }) => {
    const document = editors.active?.document;
    const ids = selection.map(({ id }) => id);
    if (document === undefined || ids.length === 0) return;
    // A single row that is pressed runs its command, which shows the object's slice as well.
    if (ids.length > 1 || document.selection.length > 1) document.selectAll(ids);
  });
  return vscode.Disposable.from(view, follow, select);
}
