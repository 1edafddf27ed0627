import type * as vscode from 'vscode';
import { UserError } from '../core/base/error';
import { askQuestion } from './askQuestion';

/** What a person has said about how the files of a folder are read, by the key of the question. */
export type KnownReadings = (folder: string, key: string) => string | undefined;

const prefix = 'samUnet.reading:';

/**
 * Runs work that may find files that can be read in several ways, and asks. Answers are remembered for the folder, and forgotten
 * with {@link forgetReadings}.
 *
 * @param folderOf the folder that an answer is for, by the file in question
 * @returns what `work` returns; undefined when the person gives up
 */
export async function withReadings<T>(
  memory: vscode.Memento,
  folderOf: (file: string) => string,
  work: (known: KnownReadings) => PromiseLike<T>,
): Promise<T | undefined> {
  const asked = new Set<string>();
  for (;;) {
    try {
      return await work((folder, key) => memory.get<string>(keyOf(folder, key)));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const { question, file } = error.details;
      if (question === undefined || file === undefined) throw error;
      const key = keyOf(folderOf(file), question.key);
      if (asked.has(key)) throw error;
      const answer = await askQuestion(error);
      if (answer === undefined) return undefined;
      asked.add(key);
      await memory.update(key, answer);
    }
  }
}

/** Remembers how the files of a folder are read, as if it had been asked. */
export async function remember(
  memory: vscode.Memento,
  folder: string,
  { key, answer }: { readonly key: string; readonly answer: string },
): Promise<void> {
  await memory.update(keyOf(folder, key), answer);
}

/** Whether answers are remembered for a folder or one below it. */
export function remembersReadings(memory: vscode.Memento, folder: string): boolean {
  return keysBelow(memory, folder).length > 0;
}

/** Forgets the answers for a folder and those below it, so that they are asked again. */
export async function forgetReadings(memory: vscode.Memento, folder: string): Promise<void> {
  for (const key of keysBelow(memory, folder)) await memory.update(key, undefined);
}

function keyOf(folder: string, key: string): string {
  return `${prefix}${key}:${folder}`;
}

function keysBelow(memory: vscode.Memento, folder: string): readonly string[] {
  return memory.keys().filter((key) => {
    const own = key.startsWith(prefix) ? key.slice(key.indexOf(':', prefix.length) + 1) : undefined;
    return own !== undefined && (own === folder || own.startsWith(`${folder}/`) || own.startsWith(`${folder}\\`));
  });
}
