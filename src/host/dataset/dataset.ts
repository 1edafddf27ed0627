import * as vscode from 'vscode';
import { isCancellation } from '../../core/base/error';
import type { DatasetImage } from '../../core/dataset/datasetImage';
import type { TreePage, TreeTotals } from '../../core/dataset/datasetTree';
import { formatFilter, parseFilter, type Filter } from '../../core/dataset/filter/filter';
import { groupings, type Grouping } from '../../core/dataset/grouping';
import type { LabelVerdicts } from '../../core/review/labelVerdicts';
import type { FoundImages, ImageQuery } from '../../node/dataset/datasetApi';
import { DatasetClient } from '../../node/dataset/datasetClient';
import { onDidChangeSeriesMode, readSeriesMode } from '../config';
import { report, type Services } from '../services';
import { watchFiles } from './watchFiles';

/** Images of a group that are shown at first, and more with each wish. */
export const pageSize = 500;

/** Where the dataset keeps things of its own. */
export type DatasetStorage = Pick<vscode.ExtensionContext, 'storageUri' | 'workspaceState'>;

interface Running {
  readonly client: DatasetClient;
  readonly disposables: vscode.Disposable;
}

/**
 * The images of the workspace and how they are shown. The index is kept by a thread of its own, which is started by the first
 * question; folders are scanned when all images are requested.
 */
export class Dataset implements vscode.Disposable {
  readonly #services: Services;
  readonly #storage: DatasetStorage;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #limits = new Map<string, number>();
  readonly #subscriptions: vscode.Disposable;
  #running: Running | undefined;
  #scanning: Promise<void> | undefined;
  #wanted = false;
  #grouping: Grouping;
  #filter: Filter = [];

  /** Images, their arrangement, or whether they are being looked for has changed. */
  readonly onDidChange = this.#changed.event;

  constructor(services: Services, storage: DatasetStorage) {
    this.#services = services;
    this.#storage = storage;
    const stored = storage.workspaceState.get<string>(groupingKey);
    this.#grouping = groupings.find((name) => name === stored) ?? 'folder';
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      vscode.workspace.onDidChangeWorkspaceFolders(() => {
        this.#begin();
      }),
      onDidChangeSeriesMode(() => {
        this.#begin();
      }),
    );
  }

  get grouping(): Grouping {
    return this.#grouping;
  }

  /** The filter as text; empty without one. */
  get filter(): string {
    return formatFilter(this.#filter);
  }

  /** The search for images that is under way. */
  get scanning(): Promise<void> | undefined {
    return this.#scanning;
  }

  /** Scans for images for the first time. */
  open(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    void this.refresh();
  }

  /** Scans for images again; resolves when the scan has ended or was stopped. */
  async refresh(): Promise<void> {
    const scanning = this.#scan();
    this.#scanning = scanning;
    this.#changed.fire();
    try {
      await scanning;
    } catch (error) {
      if (!isCancellation(error)) {
        // Another refresh starts the thread again.
        this.#end();
        await report(error, this.#services);
      }
    } finally {
      if (this.#scanning === scanning) this.#scanning = undefined;
      this.#changed.fire();
    }
  }

  async stop(): Promise<void> {
    await this.#running?.client.api.stop();
  }

  async groupBy(grouping: Grouping): Promise<void> {
    this.#grouping = grouping;
    await this.#storage.workspaceState.update(groupingKey, grouping);
    await this.#arrange();
  }

  /** @throws UserError `bad-input` for a filter that is wrong; the one before stays */
  async filterBy(text: string): Promise<void> {
    this.#filter = parseFilter(text);
    await this.#arrange();
  }

  /** How many images a filter would show. @throws UserError `bad-input` */
  async count(text: string): Promise<number> {
    return this.#api.count(parseFilter(text));
  }

  /** What users have said of the masks of a workspace folder, as far as it has been scanned. */
  verdicts(folder: string): Promise<readonly LabelVerdicts[]> {
    return this.#api.verdicts(folder);
  }

  /** The images of a workspace folder that a filter lets through, once all have been scanned. */
  async find(query: ImageQuery): Promise<FoundImages> {
    this.open();
    await this.#scanning?.catch(() => undefined);
    return this.#api.find(query);
  }

  totals(): Promise<TreeTotals> {
    return this.#api.totals();
  }

  /** The beginning of a group, as long as has been asked for; of the whole when no group is named. */
  children(group?: string): Promise<TreePage> {
    return this.#api.children(group ?? null, this.#limits.get(group ?? '') ?? pageSize);
  }

  showMore(group?: string): void {
    this.#limits.set(group ?? '', (this.#limits.get(group ?? '') ?? pageSize) + pageSize);
    this.#changed.fire();
  }

  /** What is known of one image; undefined outside of the workspace. */
  async lookUp(uri: vscode.Uri): Promise<DatasetImage | undefined> {
    return (await this.#api.lookUp(uri.fsPath)) ?? undefined;
  }

  dispose(): void {
    this.#end();
    this.#subscriptions.dispose();
  }

  get #api(): DatasetClient['api'] {
    return (this.#running ??= this.#start()).client.api;
  }

  #start(): Running {
    const roots = (vscode.workspace.workspaceFolders ?? [])
      .filter(({ uri }) => uri.scheme === 'file')
      .map(({ uri }) => uri.fsPath);
    const { storageUri } = this.#storage;
    const cache =
      storageUri === undefined ? {} : { cacheFile: vscode.Uri.joinPath(storageUri, 'dataset.jsonl').fsPath };
    const client = new DatasetClient({ roots, series: readSeriesMode(), ...cache });
    const arrangement = { grouping: this.#grouping, filter: this.#filter };
    client.api.arrange(arrangement).catch((error: unknown) => report(error, this.#services));
    const disposables = vscode.Disposable.from(
      client,
      client.onDidChange(() => {
        this.#changed.fire();
      }),
      watchFiles((files) => {
        // A thread that has ended is started again by the next refresh, which sees the changes.
        client.api.changed(files).catch((error: unknown) => {
          this.#services.log.warn(String(error));
        });
      }),
    );
    return { client, disposables };
  }

  /** Ends the thread, so that it is started with other settings. */
  #begin(): void {
    this.#end();
    if (this.#wanted) void this.refresh();
    this.#changed.fire();
  }

  async #scan(): Promise<void> {
    await this.#api.scan();
  }

  async #arrange(): Promise<void> {
    this.#limits.clear();
    await this.#api.arrange({ grouping: this.#grouping, filter: this.#filter });
    this.#changed.fire();
  }

  #end(): void {
    this.#running?.disposables.dispose();
    this.#running = undefined;
    this.#limits.clear();
  }
}

const groupingKey = 'dataset.grouping';
