import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { writeFileAtomically } from '../files/atomicWrite';
import { cachePath } from '../storage';
import { makeFolders } from '../files/makeFolders';

/**
 * What was found out under circumstances, kept from one start to the next: a JSON file for each set of circumstances. The kinds
 * are named after their folders below the caches.
 */
export type NoteKind = 'devices' | 'proofs';

/** A note; undefined where none can be read. Its form is not checked here. */
export async function recallNote(kind: NoteKind, circumstances: readonly unknown[]): Promise<unknown> {
  try {
    return JSON.parse(await readFile(fileOf(kind, circumstances), 'utf8')) as unknown;
  } catch {
    return undefined;
  }
}

/** Writes a note. Where nothing can be written it is found out again next time, which costs only time. */
export async function rememberNote(kind: NoteKind, circumstances: readonly unknown[], note: unknown): Promise<void> {
  const file = fileOf(kind, circumstances);
  try {
    await makeFolders(path.dirname(file));
    await writeFileAtomically(file, `${JSON.stringify(note)}\n`);
  } catch {
    return;
  }
}

/** Removes all notes of a kind. */
export async function forgetNotes(kind: NoteKind): Promise<void> {
  await rm(cachePath(kind), { recursive: true, force: true }).catch(() => undefined);
}

function fileOf(kind: NoteKind, circumstances: readonly unknown[]): string {
  const name = createHash('sha256').update(JSON.stringify(circumstances)).digest('hex');
  return cachePath(kind, `${name}.json`);
}
