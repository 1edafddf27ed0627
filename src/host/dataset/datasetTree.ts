import * as vscode from 'vscode';
import { palette } from '../../core/labels/palette';
import { localize } from '../l10n/localize';
import { swatch } from '../labels/swatch';
import { report, type Services } from '../services';
import type { Dataset } from './dataset';
import { treeItem, type DatasetNode } from './datasetItem';
import { imageTooltip } from './imageTooltip';

const viewId = 'samUnet.dataset';

/** The images of the workspace, page by page. */
class DatasetTreeData implements vscode.TreeDataProvider<DatasetNode>, vscode.Disposable {
  readonly #dataset: Dataset;
  readonly #services: Services;
  readonly #changed = new vscode.EventEmitter<undefined>();

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(dataset: Dataset, services: Services) {
    this.#dataset = dataset;
    this.#services = services;
  }

  refresh(): void {
    this.#changed.fire(undefined);
  }

  async getChildren(parent?: DatasetNode): Promise<DatasetNode[]> {
    if (parent !== undefined && parent.kind !== 'group') return [];
    try {
      const { nodes, more } = await this.#dataset.children(parent?.id);
      const id = `more\n${parent?.id ?? ''}`;
      const rest = { kind: 'more', id, more, ...(parent === undefined ? {} : { group: parent.id }) } as const;
      return more === 0 ? [...nodes] : [...nodes, rest];
    } catch (error) {
      await report(error, this.#services);
      return [];
    }
  }

  getTreeItem(node: DatasetNode): vscode.TreeItem {
    return treeItem(node, this.#dataset.grouping, (name) => swatch(this.#colorOf(name)));
  }

  /** For images, whose tooltip takes looking at their files. */
  async resolveTreeItem(item: vscode.TreeItem, node: DatasetNode): Promise<vscode.TreeItem> {
    if (node.kind === 'image') item.tooltip = await imageTooltip(node.image, this.#services);
    return item;
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #colorOf(label: string): string {
    for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
      const known = this.#services.labels.of(uri).find(({ name }) => name === label);
      if (known !== undefined) return known.color;
    }
    return palette.at(-1)!;
  }
}

/** The images of the workspace in the side bar. The scan starts when the view is first shown. */
export class DatasetView implements vscode.Disposable {
  readonly #dataset: Dataset;
  readonly #view: vscode.TreeView<DatasetNode>;
  readonly #tree: DatasetTreeData;
  readonly #subscriptions: vscode.Disposable;
  #shownScan: Promise<void> | undefined;

  constructor(dataset: Dataset, services: Services) {
    this.#dataset = dataset;
    this.#tree = new DatasetTreeData(dataset, services);
    this.#view = vscode.window.createTreeView(viewId, {
      ...{ treeDataProvider: this.#tree, showCollapseAll: true, canSelectMany: true },
    });
    const show = (): void => {
      this.#show().catch((error: unknown) => report(error, services));
    };
    this.#subscriptions = vscode.Disposable.from(
      this.#view,
      this.#tree,
      dataset.onDidChange(show),
      services.labels.onDidChange(show),
      this.#view.onDidChangeVisibility(show),
    );
    show();
  }

  /** The node that is selected first, for commands that are run by key. */
  get selected(): DatasetNode | undefined {
    return this.#view.selection[0];
  }

  /** All selected nodes. */
  get selection(): readonly DatasetNode[] {
    return this.#view.selection;
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  async #show(): Promise<void> {
    const dataset = this.#dataset;
    if (!this.#view.visible) return;
    dataset.open();
    this.#showScan();
    this.#tree.refresh();
    const { images, shown } = await dataset.totals();
    const isScanning = dataset.scanning !== undefined;
    const count = (number: number): string => number.toLocaleString('en');
    const total = dataset.filter === '' ? count(images) : localize`${count(shown)} of ${count(images)}`;
    this.#view.description = isScanning ? `${total} …` : total;
    // Where nothing is shown the view says why, and a message would hide that.
    this.#view.message = dataset.filter === '' || shown === 0 ? '' : localize`Filter: ${dataset.filter}`;
    const content = shown > 0 ? 'images' : images > 0 ? 'hidden' : isScanning ? 'unknown' : 'none';
    await setContext('samUnet.datasetContent', content);
    await setContext('samUnet.datasetFiltered', dataset.filter !== '');
    await setContext('samUnet.datasetScanning', isScanning);
  }

  #showScan(): void {
    const { scanning } = this.#dataset;
    if (scanning === undefined || scanning === this.#shownScan) return;
    this.#shownScan = scanning;
    void vscode.window.withProgress({ location: { viewId } }, () => scanning.catch(() => undefined));
  }
}

function setContext(key: string, value: unknown): Thenable<unknown> {
  return vscode.commands.executeCommand('setContext', key, value);
}
