import path from 'node:path';
import * as vscode from 'vscode';
import { errorText, UserError } from '../../core/base/error';
import type { Prompt } from '../../core/prompt/prompt';
import type { TaughtDecoder } from '../../core/protocol/inferenceApi';
import type { TaughtCard } from '../../core/teach/card';
import type { Teaching } from '../../core/teach/history';
import { isAnsweredByLabel } from '../../core/teach/promptScores';
import type { Text } from '../../core/text/message';
import { isInside } from '../../node/files/isInside';
import { readModelCard } from '../../node/model/modelFolder';
import {
  canRollBack,
  decoderOf,
  listTaught,
  readHistory,
  readTaught,
  readTaughtCard,
} from '../../node/teach/taughtStore';
import { onDidChangeInferenceSettings, readInferenceSettings } from '../config';
import { report, type Services } from '../services';

/** A taught label of a workspace folder. */
export interface TaughtItem {
  readonly kind: 'taught';
  /** Absolute path of the workspace folder. */
  readonly folder: string;
  readonly label: string;
  /** Undefined where it cannot be read, for the reason in `problem`. */
  readonly card: TaughtCard | undefined;
  readonly problem?: Text;
  /** Oldest first; teachings after that of the card were rolled back. */
  readonly history: readonly Teaching[];
  readonly hasFormer: boolean;
  /** Whether it was taught to the model that is chosen now. */
  readonly fits: boolean;
}

/** Milliseconds that changes of files are waited for: a label is saved as several. */
const settled = 200;

/** The taught labels of the workspace, as their files say; none while the workspace is not trusted. */
export class TaughtLabels implements vscode.Disposable {
  readonly #services: Pick<Services, 'log'>;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  #items: readonly TaughtItem[] = [];
  #reading: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** That of the last prompt, so that a preview need not read it again. */
  #decoder: TaughtDecoder | undefined;

  readonly onDidChange = this.#changed.event;

  constructor(services: Pick<Services, 'log'>) {
    this.#services = services;
    const watcher = vscode.workspace.createFileSystemWatcher('**/.sam-unet/taught/*/*');
    const soon = (): void => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.refresh(), settled);
    };
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      watcher,
      ...[watcher.onDidCreate(soon), watcher.onDidChange(soon), watcher.onDidDelete(soon)],
      vscode.workspace.onDidChangeWorkspaceFolders(soon),
      vscode.workspace.onDidGrantWorkspaceTrust(soon),
      onDidChangeInferenceSettings(soon),
    );
    void this.refresh();
  }

  /** By folder, then by label. */
  get items(): readonly TaughtItem[] {
    return this.#items;
  }

  find(folder: string, label: string): TaughtItem | undefined {
    return this.#items.find((item) => item.folder === folder && item.label === label);
  }

  /**
   * The decoder of a label for a prompt in an image, where it answers such prompts better than the model's own. The model answers for
   * a label whose files have gone or were damaged: the view says so.
   */
  async decoderFor(file: string, label: string, prompt: Prompt): Promise<TaughtDecoder | undefined> {
    const item = nearest(this.#items, path.dirname(file), label);
    if (item?.fits !== true || !isAnsweredByLabel(item.card?.prompts, prompt)) return undefined;
    const key = item.card!.weights.sha256;
    if (this.#decoder?.key !== key) {
      const found = await readTaught(item.folder, label).catch((error: unknown) => {
        if (!(error instanceof UserError)) throw error;
        return undefined;
      });
      if (found === undefined) return undefined;
      this.#decoder = decoderOf(found);
    }
    return this.#decoder;
  }

  /** Reads the files again; one reading at a time. */
  async refresh(): Promise<void> {
    const before = this.#reading ?? Promise.resolve();
    this.#reading = before.then(() => this.#read());
    await this.#reading;
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscriptions.dispose();
  }

  async #read(): Promise<void> {
    try {
      const { isTrusted, workspaceFolders = [] } = vscode.workspace;
      const folders = isTrusted ? workspaceFolders.filter(({ uri }) => uri.scheme === 'file') : [];
      const model = folders.length === 0 ? undefined : await modelHash();
      const items: TaughtItem[] = [];
      for (const { uri } of folders) {
        const folder = path.resolve(uri.fsPath);
        for (const label of await listTaught(folder)) items.push(await readItem(folder, label, model));
      }
      this.#items = items;
      await vscode.commands.executeCommand('setContext', 'samUnet.hasTaught', items.length > 0);
      await vscode.commands.executeCommand('setContext', 'samUnet.hasForeignTaught', items.some(isForeign));
      this.#changed.fire();
    } catch (error) {
      await report(error, this.#services);
    }
  }
}

/** A taught label of a folder, or of the nearest workspace folder above it. */
export function nearest(items: readonly TaughtItem[], folder: string, label: string): TaughtItem | undefined {
  return items
    .filter((item) => item.label === label && isInside(item.folder, folder))
    .toSorted((a, b) => b.folder.length - a.folder.length)[0];
}

/** Whether a label was taught to another model than the one that is chosen. */
export function isForeign({ card, fits }: TaughtItem): boolean {
  return card !== undefined && !fits;
}

/** Hash of the weights of the chosen model; undefined where its card cannot be read, which others report. */
export async function modelHash(): Promise<string | undefined> {
  try {
    return (await readModelCard(readInferenceSettings().modelDir)).sha256.weights;
  } catch {
    return undefined;
  }
}

async function readItem(folder: string, label: string, model: string | undefined): Promise<TaughtItem> {
  const history = await readHistory(folder, label).catch(() => []);
  const hasFormer = await canRollBack(folder, label);
  const item = { kind: 'taught', folder, label, history, hasFormer } as const;
  try {
    const card = await readTaughtCard(folder, label);
    return { ...item, card, fits: model === undefined || card.model.sha256 === model };
  } catch (error) {
    return { ...item, card: undefined, problem: errorText(error), fits: true };
  }
}
