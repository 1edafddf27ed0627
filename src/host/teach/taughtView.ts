import path from 'node:path';
import * as vscode from 'vscode';
import { untouchedShare, type LabelVerdicts } from '../../core/review/labelVerdicts';
import { expectedText } from '../../core/teach/expectedText';
import type { Teaching } from '../../core/teach/history';
import { sparkline } from '../../core/teach/sparkline';
import { counted } from '../../core/text/counted';
import type { Dataset } from '../dataset/dataset';
import { localize, localized } from '../l10n/localize';
import { localizedTime } from '../l10n/time';
import { report, type Services } from '../services';
import { isForeign, type TaughtItem, type TaughtLabels } from './taughtLabels';

/** One teaching of a label. */
interface TeachingItem {
  readonly kind: 'teaching';
  readonly of: TaughtItem;
  readonly teaching: Teaching;
  /** Part of the masks judged since, until the next teaching, that was accepted as it was. */
  readonly untouched: number | undefined;
}

type Item = TaughtItem | TeachingItem;

/**
 * The taught labels of the workspace, with their teachings below: how the work shrinks from one to the next. Each request makes new
 * items for teachings, which have no ids: VS Code throws at two items of one id.
 */
export class TaughtView implements vscode.TreeDataProvider<Item>, vscode.Disposable {
  readonly #taught: TaughtLabels;
  readonly #dataset: Dataset;
  readonly #services: Pick<Services, 'log'>;
  readonly #changed = new vscode.EventEmitter<TaughtItem[] | undefined>();
  readonly #subscriptions: vscode.Disposable;
  /** What users have said of masks until now, by folder and label. */
  #verdicts: ReadonlyMap<string, LabelVerdicts> = new Map();

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(taught: TaughtLabels, dataset: Dataset, services: Pick<Services, 'log'>) {
    this.#taught = taught;
    this.#dataset = dataset;
    this.#services = services;
    const view = vscode.window.createTreeView<Item>('samUnet.taught', { treeDataProvider: this });
    const follow = (): void => {
      if (view.visible) void this.#count();
    };
    this.#subscriptions = vscode.Disposable.from(
      view,
      this.#changed,
      taught.onDidChange(() => {
        this.#changed.fire(undefined);
        follow();
      }),
      dataset.onDidChange(follow),
      view.onDidChangeVisibility(follow),
    );
  }

  getChildren(item?: Item): Item[] {
    if (item === undefined) return [...this.#taught.items];
    if (item.kind === 'teaching') return [];
    const { history } = item;
    const now = this.#verdicts.get(keyOf(item));
    return history
      .map((teaching, i): TeachingItem => {
        const until = i + 1 < history.length ? history[i + 1]!.verdicts : now;
        return { kind: 'teaching', of: item, teaching, untouched: untouchedShare(teaching.verdicts, until) };
      })
      .toReversed();
  }

  getTreeItem(item: Item): vscode.TreeItem {
    return item.kind === 'taught' ? this.#labelItem(item) : teachingItem(item);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #labelItem(item: TaughtItem): vscode.TreeItem {
    const { folder, label, card, problem, history, hasFormer } = item;
    const { Collapsed, None } = vscode.TreeItemCollapsibleState;
    const tree = new vscode.TreeItem(label, history.length > 0 ? Collapsed : None);
    tree.contextValue = ['taught', ...(hasFormer ? ['former'] : [])].join(' ');
    const warning = new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
    if (card === undefined) {
      tree.iconPath = warning;
      tree.description = localize`damaged`;
      tree.tooltip = problem === undefined ? '' : localized(problem);
      return tree;
    }
    const { heldOut, examples, at, by, model, seconds } = card;
    const isOther = isForeign(item);
    tree.iconPath = isOther ? warning : new vscode.ThemeIcon('mortar-board');
    const several = (vscode.workspace.workspaceFolders ?? []).length > 1;
    tree.description = [
      ...(several ? [path.basename(folder)] : []),
      ...(isOther ? [localize`for another model`] : []),
      interval(heldOut),
      localized(counted(examples.length, 'example')),
      ageOf(at),
    ].join(' · ');
    tree.tooltip = [
      `${label}: ${localized(expectedText(heldOut))}`,
      localize`${heldOut.before.toFixed(2)} before, on ${counted(heldOut.images, 'image')} held out`,
      localize`Taught from ${counted(examples.length, 'example')} by ${by} on ${localizedTime(at)}, in ${seconds} s`,
      ...(isOther ? [localize`Taught to the model ${model.name}. Teach it again for the selected one.`] : []),
      ...curveLines(history.find((teaching) => teaching.at === at)),
    ].join('\n');
    return tree;
  }

  /** Asks the index what users have said of the masks; that of a large dataset is counted by its thread. */
  async #count(): Promise<void> {
    try {
      const verdicts = new Map<string, LabelVerdicts>();
      for (const folder of new Set(this.#taught.items.map((item) => item.folder))) {
        for (const each of await this.#dataset.verdicts(folder)) {
          verdicts.set(keyOf({ folder, label: each.label }), each);
        }
      }
      const before = this.#verdicts;
      this.#verdicts = verdicts;
      const isChanged = (key: string): boolean => JSON.stringify(verdicts.get(key)) !== JSON.stringify(before.get(key));
      // Not of the whole tree: that would cut off the teachings of a label that is being opened.
      const changed = this.#taught.items.filter((item) => isChanged(keyOf(item)));
      if (changed.length > 0) this.#changed.fire(changed);
    } catch (error) {
      await report(error, this.#services);
    }
  }
}

/** “12 examples → 0.91 · 85 % accepted untouched”. */
function teachingItem({ of: { card }, teaching, untouched }: TeachingItem): vscode.TreeItem {
  const { at, heldOut, examples, by } = teaching;
  const tree = new vscode.TreeItem(`${localized(counted(examples, 'example'))} → ${heldOut.after.toFixed(2)}`);
  const isUsed = card?.at === at;
  const isRolledBack = card !== undefined && at > card.at;
  tree.iconPath = new vscode.ThemeIcon(isUsed ? 'pass-filled' : isRolledBack ? 'discard' : 'circle-outline');
  tree.description = [
    ...(untouched === undefined ? [] : [localize`${Math.round(100 * untouched)} % accepted unchanged`]),
    ...(isRolledBack ? [localize`rolled back`] : []),
    localizedTime(at),
  ].join(' · ');
  tree.tooltip = [
    localized(expectedText(heldOut)),
    localize`Taught from ${counted(examples, 'example')} by ${by} on ${localizedTime(at)}, in ${teaching.seconds} s`,
    ...curveLines(teaching),
  ].join('\n');
  tree.contextValue = 'teaching';
  return tree;
}

function curveLines(teaching: Teaching | undefined): string[] {
  const { curve = [] } = teaching ?? {};
  if (curve.length === 0) return [];
  const last = curve.at(-1)!.toFixed(2);
  return [localize`Held-out Dice during teaching: ${sparkline(curve)} ${curve[0]!.toFixed(2)} to ${last}`];
}

/** “0.91 (0.88 to 0.94)”. */
function interval({ after, interval: range }: Pick<Teaching['heldOut'], 'after' | 'interval'>): string {
  if (range === null) return after.toFixed(2);
  return localize`${after.toFixed(2)} (${range[0].toFixed(2)} to ${range[1].toFixed(2)})`;
}

function keyOf({ folder, label }: Pick<TaughtItem, 'folder' | 'label'>): string {
  return `${folder}\0${label}`;
}

/** “2 days ago”. */
function ageOf(at: string): string {
  const seconds = Math.max(0, (Date.now() - Date.parse(at)) / 1000);
  const ages = new Intl.RelativeTimeFormat(vscode.env.language, { numeric: 'auto' });
  if (seconds < 3600) return ages.format(-Math.floor(seconds / 60), 'minute');
  if (seconds < 86_400) return ages.format(-Math.floor(seconds / 3600), 'hour');
  return ages.format(-Math.floor(seconds / 86_400), 'day');
}
