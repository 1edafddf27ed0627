import { open } from 'node:fs/promises';
import { UserError } from '../../core/base/error';
import { JournalReader, joinJournals, type JournalRecord } from '../../core/bulk/journal';
import { journalsOf, runIds } from './runFolder';
import { runStatus, type RunStatus } from './runStatus';

/** What was read of a journal so far. */
interface Followed {
  readonly reader: JournalReader;
  /** Bytes that were read, up to the end of a line. */
  at: number;
}

/** Bytes that are read of a journal at once. */
const block = 2 ** 20;

/** Follows the runs of a folder from their journals, whichever machines write them: of each, only what is new is read. */
export class RunsFollower {
  readonly #folder: string;
  readonly #followed = new Map<string, Followed>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** How the newest runs get on, newest first. Journals that cannot be read are left out. */
  async read(most: number): Promise<RunStatus[]> {
    const runs: RunStatus[] = [];
    for (const id of await runIds(this.#folder)) {
      const parts: JournalRecord[] = [];
      for (const file of await journalsOf(this.#folder, id).catch(unlessExpected<string>)) {
        parts.push(...(await this.#follow(file).catch(unlessExpected<JournalRecord>)));
      }
      const [first, ...others] = parts;
      if (first !== undefined) runs.push(await runStatus(this.#folder, joinJournals([first, ...others])));
    }
    return runs.sort((a, b) => (a.head.at < b.head.at ? 1 : -1)).slice(0, most);
  }

  async #follow(file: string): Promise<JournalRecord[]> {
    const handle = await open(file).catch(() => undefined);
    if (handle === undefined) return [];
    try {
      const { size } = await handle.stat();
      let known = this.#followed.get(file);
      // A run that was removed and made again under its name is another one.
      if (known !== undefined && size < known.at) known = undefined;
      let at = known?.at ?? 0;
      for (let length = block; at < size;) {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(Math.min(length, size - at)), 0, undefined, at);
        const end = buffer.subarray(0, bytesRead).lastIndexOf('\n');
        if (end < 0 && bytesRead < size - at) {
          // A line is longer than what was read.
          length *= 2;
          continue;
        }
        if (end < 0) break;
        const [first = '', ...rest] = buffer.subarray(0, end).toString('utf8').split('\n');
        if (known === undefined) known = { reader: new JournalReader(first, file), at };
        else known.reader.read(first);
        for (const line of rest) known.reader.read(line);
        at += end + 1;
        known.at = at;
      }
      if (known === undefined) return [];
      this.#followed.set(file, known);
      return [known.reader.record];
    } finally {
      await handle.close();
    }
  }
}

function unlessExpected<T>(error: unknown): T[] {
  if (error instanceof UserError) return [];
  throw error;
}
