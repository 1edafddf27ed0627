import { UserError } from '../../core/base/error';
import { journalLine, type JournalEntry, type RunHead } from '../../core/bulk/journal';
import { t } from '../../core/text/message';
import { withinFolder } from '../files/bounds';
import { writeFileAtomically } from '../files/atomicWrite';
import { disk, type OpenFile } from '../files/disk';
import { reasonOf } from '../files/reasonOf';
import { journalPath } from './runFolder';

/** The journal is brought to the disk after so many lines, or so many milliseconds. */
const batch = { lines: 64, ms: 1000 };

/**
 * Appends to the journal of a run. Every line is handed to the system at once, so that it outlives the process; a power cut
 * can cost the last batch, which the sidecars contain as well. What a run is about to replace is on the disk before.
 */
export class JournalWriter {
  readonly #file: OpenFile;
  readonly #path: string;
  #unsynced = 0;
  #syncedAt = performance.now();
  #last: Promise<void> = Promise.resolve();

  private constructor(file: OpenFile, target: string) {
    this.#file = file;
    this.#path = target;
  }

  /** Begins a journal. @throws UserError `unwritable` */
  static async create(folder: string, head: RunHead): Promise<JournalWriter> {
    const target = journalPath(folder, head.id, head.shard);
    return withinFolder(folder, async () => {
      // Whole from the start: a journal without its first line is none.
      await writeFileAtomically(target, journalLine(head));
      return JournalWriter.#open(target);
    });
  }

  /** Goes on with a journal. @throws UserError `unwritable` */
  static async resume(folder: string, { id, shard }: Pick<RunHead, 'id' | 'shard'>): Promise<JournalWriter> {
    const writer = await withinFolder(folder, () => JournalWriter.#open(journalPath(folder, id, shard)));
    // A line that a crash has cut off must not spoil the next one.
    try {
      await writer.#write('\n');
    } catch (error) {
      await writer.#file.close();
      throw error;
    }
    return writer;
  }

  static async #open(target: string): Promise<JournalWriter> {
    try {
      return new JournalWriter(await disk().open(target, 'a'), target);
    } catch (cause) {
      throw notWritten(target, cause);
    }
  }

  /** @throws UserError `unwritable` naming the journal */
  append(entry: JournalEntry): Promise<void> {
    return this.#write(journalLine(entry));
  }

  /** Appends what must be on the disk before anything else happens. @throws UserError `unwritable` naming the journal */
  async appendSynced(entry: JournalEntry): Promise<void> {
    await this.append(entry);
    await this.#sync();
  }

  /** Brings what was appended to the disk. @throws UserError `unwritable` naming the journal */
  async sync(): Promise<void> {
    await this.#last;
    await this.#sync();
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
        await this.#file.write(text);
      } catch (cause) {
        throw notWritten(this.#path, cause);
      }
      this.#unsynced++;
      if (this.#unsynced >= batch.lines || performance.now() - this.#syncedAt >= batch.ms) await this.#sync();
    });
    this.#last = writing.catch(() => undefined);
    return writing;
  }

  async #sync(): Promise<void> {
    this.#unsynced = 0;
    this.#syncedAt = performance.now();
    try {
      await this.#file.sync();
    } catch (cause) {
      throw notWritten(this.#path, cause);
    }
  }
}

function notWritten(file: string, cause: unknown): UserError {
  return new UserError('unwritable', {
    file,
    problem: t`The journal of the run cannot be written: ${reasonOf(cause)}.`,
    advice: t`Check that the folder is writable and that there is free space.`,
    cause,
  });
}
