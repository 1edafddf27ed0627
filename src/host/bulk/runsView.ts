import path from 'node:path';
import * as vscode from 'vscode';
import { shardText } from '../../core/bulk/shard';
import { sourceTitle } from '../../core/bulk/sources/spec';
import { counted } from '../../core/text/counted';
import { joined, listed, t, type Message } from '../../core/text/message';
import { RunsFollower } from '../../node/bulk/followRuns';
import type { PartStatus, RunStatus, WorkState } from '../../node/bulk/runStatus';
import { localize, localized } from '../l10n/localize';
import { localizedTime } from '../l10n/time';
import { report, type Services } from '../services';
import { foldersOfRuns } from './findRuns';

/** What the view lists: runs, in them their shards, and in those the images that failed. */
export type RunItem =
  | { readonly kind: 'run'; readonly folder: string; readonly run: RunStatus }
  | { readonly kind: 'shard'; readonly folder: string; readonly run: RunStatus; readonly part: PartStatus }
  | { readonly kind: 'failure'; readonly folder: string; readonly image: string; readonly reason: string };

/** Milliseconds between looks at the journals: those of other machines announce themselves to nobody. */
const lookEvery = 2000;
/** Looks between searches for folders with journals. */
const searchEvery = 15;
/** Runs of a folder that are listed. */
const mostRuns = 20;
/** Failures of a shard that are listed. */
const mostFailures = 200;

const states: Readonly<Record<WorkState, { readonly name: Message; readonly icon: string }>> = {
  waiting: { name: t`not started`, icon: 'circle-outline' },
  running: { name: t`running`, icon: 'sync~spin' },
  interrupted: { name: t`interrupted`, icon: 'debug-pause' },
  ended: { name: t`finished`, icon: 'pass' },
  undone: { name: t`undone`, icon: 'discard' },
};

/** The runs of the workspace as their journals tell, whichever machines work on them. It looks only while it is seen. */
export class RunsView implements vscode.TreeDataProvider<RunItem>, vscode.Disposable {
  readonly #services: Pick<Services, 'log'>;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly #followers = new Map<string, RunsFollower>();
  readonly #watcher = vscode.workspace.createFileSystemWatcher('**/.sam-unet/runs/*.jsonl', false, true, false);
  readonly #view: vscode.TreeView<RunItem>;
  #runs: readonly Extract<RunItem, { kind: 'run' }>[] = [];
  #timer: NodeJS.Timeout | undefined;
  #looks = 0;
  #looking = false;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(services: Pick<Services, 'log'>) {
    this.#services = services;
    this.#view = vscode.window.createTreeView('samUnet.runs', { treeDataProvider: this, showCollapseAll: true });
    this.#view.onDidChangeVisibility(() => {
      this.#followWhileSeen();
    });
    const search = (): void => {
      this.#looks = 0;
      void this.#look();
    };
    this.#watcher.onDidCreate(search);
    this.#watcher.onDidDelete(search);
    search();
  }

  getChildren(item?: RunItem): RunItem[] {
    if (item === undefined) return [...this.#runs];
    if (item.kind === 'failure') return [];
    const { folder, run } = item;
    if (item.kind === 'shard') return failuresOf(item.part, folder);
    return run.parts.flatMap((part): RunItem[] =>
      part.shard === undefined ? failuresOf(part, folder) : [{ kind: 'shard', folder, run, part }],
    );
  }

  getTreeItem(item: RunItem): vscode.TreeItem {
    if (item.kind === 'failure') return failureItem(item);
    const { run, folder } = item;
    const work = item.kind === 'run' ? run : item.part;
    const label = item.kind === 'run' ? path.basename(folder) : localize`Shard ${shardText(item.part.shard!)}`;
    const hasChildren = this.getChildren(item).length > 0;
    const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
    const isFollowed = item.kind === 'run' && run.head.shard !== undefined && run.state !== 'ended';
    const tree = new vscode.TreeItem(label, hasChildren ? (isFollowed ? Expanded : Collapsed) : None);
    tree.id = [folder, run.head.id, ...(item.kind === 'shard' ? [shardText(item.part.shard!)] : [])].join('\0');
    const text = localized(describe(work));
    tree.description = item.kind === 'run' ? `${text} · ${localizedTime(run.head.at)}` : text;
    tree.iconPath = icon(work.state, work.failed);
    tree.tooltip = item.kind === 'run' ? runTooltip(run, folder) : text;
    const canResume = work.state === 'interrupted' || work.state === 'waiting';
    const canUndo = work.state !== 'undone' && work.state !== 'running' && work.written > 0;
    tree.contextValue = [item.kind, ...(canResume ? ['resume'] : []), ...(canUndo ? ['undo'] : [])].join(' ');
    return tree;
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#watcher.dispose();
    this.#view.dispose();
    this.#changed.dispose();
  }

  #followWhileSeen(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    if (!this.#view.visible) return;
    this.#timer = setInterval(() => void this.#look(), lookEvery);
    void this.#look();
  }

  /** Reads what is new in the journals. */
  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      if (this.#looks++ % searchEvery === 0) await this.#search();
      const runs: Extract<RunItem, { kind: 'run' }>[] = [];
      for (const [folder, follower] of this.#followers) {
        for (const run of await follower.read(mostRuns)) runs.push({ kind: 'run', folder, run });
      }
      runs.sort((a, b) => b.run.head.at.localeCompare(a.run.head.at));
      const isChanged = fingerprint(runs) !== fingerprint(this.#runs);
      this.#runs = runs;
      if (isChanged) this.#changed.fire(undefined);
    } catch (error) {
      await report(error, this.#services);
    } finally {
      this.#looking = false;
    }
  }

  async #search(): Promise<void> {
    const folders = await foldersOfRuns();
    for (const folder of this.#followers.keys()) if (!folders.has(folder)) this.#followers.delete(folder);
    for (const folder of folders) {
      if (!this.#followers.has(folder)) this.#followers.set(folder, new RunsFollower(folder));
    }
    await vscode.commands.executeCommand('setContext', 'samUnet.hasRuns', folders.size > 0);
  }
}

function failuresOf({ failures }: PartStatus, folder: string): RunItem[] {
  return [...failures].slice(0, mostFailures).map(([image, reason]) => ({ kind: 'failure', folder, image, reason }));
}

function failureItem({ folder, image, reason }: Extract<RunItem, { kind: 'failure' }>): vscode.TreeItem {
  const item = new vscode.TreeItem(image);
  // The journal's text names the file first, by the path that the machine knows which worked on it.
  const at = reason.indexOf(`${image}: `);
  const why = at < 0 ? reason : reason.slice(at + image.length + 2);
  item.iconPath = new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
  item.description = why;
  item.tooltip = reason;
  item.contextValue = 'failure';
  item.command = {
    command: 'vscode.open',
    title: localize`Open`,
    arguments: [vscode.Uri.file(path.join(folder, image))],
  };
  return item;
}

/** “312 of 1,400 · 2 failed · running”. */
function describe({
  written,
  images,
  failed,
  state,
}: Pick<RunStatus, 'written' | 'images' | 'failed' | 'state'>): Message {
  const { name } = states[state];
  if (state === 'waiting' && images === 0) return name;
  const done = t`${written.toLocaleString('en')} of ${images.toLocaleString('en')}`;
  return joined([done, ...(failed > 0 ? [t`${failed} failed`] : []), name], ' · ');
}

function runTooltip(run: RunStatus, folder: string): string {
  const { head, parts, skipped } = run;
  const count = (state: WorkState): number => parts.filter((part) => part.state === state).length;
  const shards =
    head.shard === undefined
      ? []
      : [localize`${counted(parts.length, 'shard')}, ${count('running')} running, ${count('ended')} finished`];
  return [
    folder,
    localize`Run ${head.id}, started by ${head.by} on ${localizedTime(run.head.at)}`,
    localized(listed(head.sources.map(sourceTitle))),
    localize`Model ${head.model.name}`,
    ...shards,
    localize`${skipped} skipped`,
  ].join('\n');
}

function icon(state: WorkState, failed: number): vscode.ThemeIcon {
  const color = state === 'ended' && failed > 0 ? 'list.warningForeground' : undefined;
  const name = state === 'ended' && failed > 0 ? 'warning' : states[state].icon;
  return new vscode.ThemeIcon(name, color === undefined ? undefined : new vscode.ThemeColor(color));
}

/** What of the runs can be seen; equal where nothing has changed. */
function fingerprint(runs: readonly Extract<RunItem, { kind: 'run' }>[]): string {
  return JSON.stringify(runs.map(({ folder, run }) => [folder, run.head.id, run.state, run.parts]));
}
