import { createHash } from 'node:crypto';
import path from 'node:path';
import { UserError } from '../../core/base/error';
import { decodeLabel, encodeLabel } from '../../core/layouts/fileLabel';
import type { TaughtDecoder } from '../../core/protocol/inferenceApi';
import { parseTaughtCard, type TaughtCard } from '../../core/teach/card';
import { parseHistory, withTeaching, type Teaching } from '../../core/teach/history';
import { t, type Message } from '../../core/text/message';
import { makeFolder, removeFile, writeFileAtomically } from '../files/atomicWrite';
import { withinFolder } from '../files/bounds';
import { disk } from '../files/disk';
import { exists } from '../files/exists';
import { insideFolder } from '../files/insideFolder';
import { isMissing } from '../files/isMissing';
import { sweepTemporaries } from '../files/temporaries';
import { readTextFile } from '../files/textFile';

/** Names of the files of a taught label. `card.json` is what counts: a weights file that no card names is left over. */
const names = { card: 'card.json', former: 'former.json', history: 'history.jsonl' };

/** A taught label as it is loaded. */
export interface TaughtLabel {
  readonly card: TaughtCard;
  /** A safetensors file; its hash is that of the card. */
  readonly weights: Uint8Array;
}

/** The folder of a taught label of a workspace folder. */
export function taughtFolder(folder: string, label: string): string {
  return path.join(path.resolve(folder), '.sam-unet', 'taught', encodeLabel(label));
}

/** The labels that were taught in a workspace folder, sorted. */
export async function listTaught(folder: string): Promise<readonly string[]> {
  const parent = path.dirname(taughtFolder(folder, 'x'));
  const entries = await disk()
    .readdir(parent)
    .catch((cause: unknown) => {
      if (isMissing(cause)) return [];
      throw cause;
    });
  const labels: string[] = [];
  for (const entry of entries.toSorted())
    if (await exists(path.join(parent, entry, names.card))) labels.push(decodeLabel(entry));
  return labels;
}

/**
 * A taught label of a workspace folder, or of the nearest folder above it that has it.
 *
 * @throws UserError `not-found` where none has it; `damaged` when its files are not those of its card
 */
export async function findTaught(folder: string, label: string): Promise<TaughtLabel> {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const found = await readTaught(at, label);
    if (found !== undefined) return found;
    if (at === path.dirname(at)) break;
  }
  throw new UserError('not-found', {
    file: path.resolve(folder),
    problem: t`The label “${label}” has not been taught here.`,
    advice: t`Teach it first with “SAM-UNet: Teach Label…” or “sam-unet teach”.`,
  });
}

/** A taught label as the inference process gets it. */
export function decoderOf({ card, weights }: TaughtLabel): TaughtDecoder {
  const { tiles, secondAnswer, qualityOffset, instances, prompts } = card;
  return {
    ...{ key: card.weights.sha256, weights, tiles, qualityOffset },
    ...(secondAnswer === undefined ? {} : { secondAnswer }),
    ...(instances === undefined ? {} : { instances }),
    ...(prompts === undefined ? {} : { prompts }),
  };
}

/** The card of a taught label alone. @throws UserError `damaged`, `unreadable` */
export async function readTaughtCard(folder: string, label: string): Promise<TaughtCard> {
  const file = path.join(taughtFolder(folder, label), names.card);
  return parseTaughtCard(await readTextFile(file), file);
}

/** Whether there is a former teaching to roll back to. */
export function canRollBack(folder: string, label: string): Promise<boolean> {
  return exists(path.join(taughtFolder(folder, label), names.former));
}

/** The teachings of a label that were kept, oldest first; none where no history was written. */
export async function readHistory(folder: string, label: string): Promise<readonly Teaching[]> {
  const file = path.join(taughtFolder(folder, label), names.history);
  return (await exists(file)) ? parseHistory(await readTextFile(file)) : [];
}

/** Adds a teaching to the history of a label. @throws UserError `unwritable` */
export async function recordTeaching(folder: string, label: string, teaching: Teaching): Promise<void> {
  await inOwnFolder(folder, label, async (own) => {
    const file = path.join(own, names.history);
    const before = (await exists(file)) ? await readTextFile(file) : '';
    await writeFileAtomically(file, withTeaching(before, teaching));
  });
}

/**
 * A taught label of a workspace folder; undefined where it has none.
 * @param which its teaching in use, or the one to roll back to
 * @throws UserError as {@link findTaught}
 */
export async function readTaught(
  folder: string,
  label: string,
  which: 'card' | 'former' = 'card',
): Promise<TaughtLabel | undefined> {
  const own = taughtFolder(folder, label);
  const file = path.join(own, names[which]);
  if (!(await exists(file))) return undefined;
  const card = parseTaughtCard(await readTextFile(file), file);
  const weights = await disk()
    .readFile(await insideFolder(own, card.weights.file))
    .catch((cause: unknown) => {
      throw unfit(file, t`Its weights “${card.weights.file}” cannot be read`, cause);
    });
  if (hashOf(weights) !== card.weights.sha256) throw unfit(file, t`Its weights “${card.weights.file}” were changed`);
  return { card, weights };
}

/**
 * Saves a taught label; the one before stays, to roll back to. Should writing fail, the label is as it was.
 *
 * @throws UserError `unwritable`; `bad-input` where a link leads out of the folder
 */
export async function saveTaught(
  folder: string,
  card: Omit<TaughtCard, 'weights'>,
  weights: Uint8Array,
): Promise<TaughtCard> {
  const sha256 = hashOf(weights);
  const complete: TaughtCard = { ...card, weights: { file: `weights-${sha256.slice(0, 12)}.safetensors`, sha256 } };
  await inOwnFolder(folder, card.label, async (own) => {
    await makeFolder(own);
    await writeFileAtomically(path.join(own, complete.weights.file), weights);
    const file = path.join(own, names.card);
    const text = `${JSON.stringify(complete, null, 2)}\n`;
    const before = (await exists(file)) ? await readTextFile(file) : undefined;
    // Saving the same again must not take the place of what was before.
    if (before !== undefined && before !== text) await writeFileAtomically(path.join(own, names.former), before);
    await writeFileAtomically(file, text);
    await sweep(own);
  });
  return complete;
}

/**
 * Brings back the label as it was taught before.
 *
 * @returns its card; undefined where there was none before
 */
export async function rollBackTaught(folder: string, label: string): Promise<TaughtCard | undefined> {
  return inOwnFolder(folder, label, async (own) => {
    const former = path.join(own, names.former);
    if (!(await exists(former))) {
      if (await exists(own)) await sweep(own);
      return undefined;
    }
    const text = await readTextFile(former);
    const card = parseTaughtCard(text, former);
    await writeFileAtomically(path.join(own, names.card), text);
    await removeFile(former);
    await sweep(own);
    return card;
  });
}

/** Keeps the teaching in use for good: there is none to roll back to any more. @returns whether there was one */
export async function keepTaught(folder: string, label: string): Promise<boolean> {
  return inOwnFolder(folder, label, async (own) => {
    const former = path.join(own, names.former);
    if (!(await exists(former))) return false;
    await removeFile(former);
    await sweep(own);
    return true;
  });
}

/** Removes a taught label, its card first. @returns whether there was one */
export async function forgetTaught(folder: string, label: string): Promise<boolean> {
  return inOwnFolder(folder, label, async (own) => {
    const file = path.join(own, names.card);
    const wasThere = await exists(file);
    await removeFile(file);
    // Also what a process that has ended has left without a card.
    await removeFile(path.join(own, names.former));
    await removeFile(path.join(own, names.history));
    if (await exists(own)) await sweep(own);
    await disk()
      .rmdir(own)
      .catch(() => undefined);
    return wasThere;
  });
}

/** Changes the folder of a taught label. @throws UserError `bad-input` where a link leads out of the folder */
async function inOwnFolder<T>(folder: string, label: string, work: (own: string) => Promise<T>): Promise<T> {
  const own = await insideFolder(folder, path.relative(path.resolve(folder), taughtFolder(folder, label)));
  return withinFolder(folder, () => work(own));
}

/** Removes weights that no card names any more, and temporary files of processes that have ended. */
async function sweep(own: string): Promise<void> {
  await sweepTemporaries(own);
  const named = new Set<string>();
  for (const name of [names.card, names.former]) {
    const file = path.join(own, name);
    if (await exists(file)) named.add(parseTaughtCard(await readTextFile(file), file).weights.file);
  }
  for (const entry of await disk().readdir(own)) {
    if (/^weights-.*\.safetensors$/.test(entry) && !named.has(entry)) await removeFile(path.join(own, entry));
  }
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function unfit(file: string, problem: Message, cause?: unknown): UserError {
  return new UserError('damaged', {
    file,
    problem: t`${problem}.`,
    advice: t`Teach the label again, or restore its folder from version control.`,
    ...(cause === undefined ? {} : { cause }),
  });
}
