import type { Disk, OpenFile } from '../../../src/node/files/disk';

/** What happens at a call that changes something: the process ends before it, in the middle of a write, or the system refuses. */
export type Fault = 'stop' | 'torn' | { readonly code: string; readonly times?: number };

/** Another program does something before the call. */
export interface Interference {
  readonly meanwhile: () => void;
}

export class Stopped extends Error {
  constructor() {
    super('The process has ended.');
  }
}

/**
 * A disk that counts the calls which change something and fails at one of them. After a stop nothing is answered any more,
 * as if the process were gone.
 */
export class FaultDisk implements Disk {
  readonly #disk: Disk;
  readonly #at: number;
  readonly #fault: Fault | Interference;
  #refused = 0;
  #stopped = false;
  readonly #open = new Set<OpenFile>();
  /** Calls so far that change something, in words. */
  readonly calls: string[] = [];
  /** The call that failed first, in words. */
  failed: string | undefined;

  /** @param at number of the call, from 0; none when beyond the last */
  constructor(base: Disk, at: number, fault: Fault | Interference) {
    this.#disk = base;
    this.#at = at;
    this.#fault = fault;
  }

  get hasStopped(): boolean {
    return this.#stopped;
  }

  async open(file: string, mode: Parameters<Disk['open']>[1]): Promise<OpenFile> {
    const handle = await this.#change(`open ${mode} ${file}`, () => this.#disk.open(file, mode));
    this.#open.add(handle);
    return {
      write: (content) =>
        this.#change(
          `write ${file}`,
          () => handle.write(content),
          () => handle.write(content.slice(0, content.length / 2)),
        ),
      overwrite: (content) => this.#change(`overwrite ${file}`, () => handle.overwrite(content)),
      read: () => this.#answer(() => handle.read()),
      sync: () => this.#change(`sync ${file}`, () => handle.sync()),
      close: async () => {
        if (this.#open.delete(handle)) await handle.close();
      },
    };
  }

  rename(from: string, to: string): Promise<void> {
    return this.#change(`rename ${from} ${to}`, () => this.#disk.rename(from, to));
  }

  link(from: string, to: string): Promise<void> {
    return this.#change(`link ${from} ${to}`, () => this.#disk.link(from, to));
  }

  unlink(file: string): Promise<void> {
    return this.#change(`unlink ${file}`, () => this.#disk.unlink(file));
  }

  mkdir(folder: string): Promise<void> {
    return this.#change(`mkdir ${folder}`, () => this.#disk.mkdir(folder));
  }

  rmdir(folder: string): Promise<void> {
    return this.#change(`rmdir ${folder}`, () => this.#disk.rmdir(folder));
  }

  syncFolder(folder: string): Promise<void> {
    return this.#change(`sync ${folder}`, () => this.#disk.syncFolder(folder));
  }

  readFile(file: string): Promise<Buffer> {
    return this.#answer(() => this.#disk.readFile(file));
  }

  readdir(folder: string): Promise<string[]> {
    return this.#answer(() => this.#disk.readdir(folder));
  }

  modifiedAt(file: string): Promise<number> {
    return this.#answer(() => this.#disk.modifiedAt(file));
  }

  async #change<T>(call: string, work: () => Promise<T>, half?: () => Promise<unknown>): Promise<T> {
    if (this.#stopped) throw new Stopped();
    const isHere = this.calls.length >= this.#at && (this.#refused > 0 || this.calls.length === this.#at);
    this.calls.push(call);
    if (!isHere) return work();
    this.failed ??= call;
    if (typeof this.#fault === 'object' && 'meanwhile' in this.#fault) {
      this.#fault.meanwhile();
      return work();
    }
    if (typeof this.#fault === 'object') {
      if (this.#refused >= (this.#fault.times ?? 1)) return work();
      this.#refused++;
      throw Object.assign(new Error(`${this.#fault.code}: refused, ${call}`), { code: this.#fault.code });
    }
    this.#stopped = true;
    if (this.#fault === 'torn') await half?.();
    // The system closes the files of a process that has ended.
    const left = [...this.#open];
    this.#open.clear();
    for (const handle of left) await handle.close();
    throw new Stopped();
  }

  async #answer<T>(work: () => Promise<T>): Promise<T> {
    if (this.#stopped) throw new Stopped();
    return work();
  }
}
