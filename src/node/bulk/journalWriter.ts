import { open, type FileHandle } from 'node:fs/promises';
import { UserError } from '../../core/base/error';
import { journalLine, type JournalEntry, type RunHead } from '../../core/bulk/journal';
import { journalPath } from './runFolder';
import { reasonOf } from '../files/reasonOf';

/** The journal is brought to the disk after so many lines, or so many milliseconds. */
const batch = { lines: 64, ms: 1000 };

/**
 * Appends to the journal of a run. Every line is handed to the system at once, so that it outlives the process; a power cut
 * can cost the last batch, which the sidecars tell again.
 */
export class JournalWriter {
  readonly #file: FileHandle;
  readonly #path: string;
  #unsynced = 0;
  #syncedAt = Date.now();
  #last: Promise<void> = Promise.resolve();

  private constructor(file: FileHandle, path: string) {
    this.#file = file;
    this.#path = path;
  }

  /** Begins a journal. @throws UserError `unwritable` */
  static async create(folder: string, head: RunHead): Promise<JournalWriter> {
    const writer = await JournalWriter.#open(journalPath(folder, head.id), 'ax');
    await writer.append(head);
    await writer.#sync();
    return writer;
  }

  /** Goes on with a journal. @throws UserError `unwritable` */
  static async resume(folder: string, run: string): Promise<JournalWriter> {
    const writer = await JournalWriter.#open(journalPath(folder, run), 'a');
    // A line that a crash has cut off must not spoil the next one.
    await writer.#write('\n');
    return writer;
  }

  static async #open(path: string, flags: 'a' | 'ax'): Promise<JournalWriter> {
    try {
      return new JournalWriter(await open(path, flags), path);
    } catch (cause) {
      throw notWritten(path, cause);
    }
  }

  /** @throws UserError `unwritable` naming the journal */
  append(entry: RunHead | JournalEntry): Promise<void> {
    return this.#write(journalLine(entry));
  }

  /** @throws UserError `unwritable` naming the journal */
  async close(): Promise<void> {
    try {
      await this.#last;
      await this.#sync();
    } finally {
      await this.#file.close();
    }
  }

  #write(text: string): Promise<void> {
    const writing = this.#last.then(async () => {
      try {
        await this.#file.appendFile(text);
      } catch (cause) {
        throw notWritten(this.#path, cause);
      }
      this.#unsynced++;
      if (this.#unsynced >= batch.lines || Date.now() - this.#syncedAt >= batch.ms) await this.#sync();
    });
    this.#last = writing.catch(() => undefined);
    return writing;
  }

  async #sync(): Promise<void> {
    this.#unsynced = 0;
    this.#syncedAt = Date.now();
    try {
      await this.#file.datasync();
    } catch (cause) {
      throw notWritten(this.#path, cause);
    }
  }
}

function notWritten(file: string, cause: unknown): UserError {
  return new UserError('unwritable', {
    file,
    problem: `The journal of the run cannot be written: ${reasonOf(cause)}.`,
    advice: 'Check that the folder is writable and has space left.',
    cause,
  });
}
