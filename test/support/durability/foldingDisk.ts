import path from 'node:path';
import type { Disk, OpenFile } from '../../../src/node/files/disk';

const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/**
 * A disk with the manners of Windows and macOS over one of Linux: names are one whatever their case and Unicode form, and keep
 * the spelling of whoever made them; open files can be neither renamed nor removed; some names are reserved; folders cannot be
 * synced.
 */
export class FoldingDisk implements Disk {
  readonly #disk: Disk;
  readonly #open = new Map<string, number>();
  /** Files that another program has open. */
  readonly held = new Set<string>();

  constructor(base: Disk) {
    this.#disk = base;
  }

  async open(file: string, mode: Parameters<Disk['open']>[1]): Promise<OpenFile> {
    const target = await this.#spelt(file);
    if (mode !== 'r+' && mode !== 'a') this.#refuseReserved(target);
    if (this.held.has(target)) throw refused('EBUSY', target);
    if (mode.endsWith('x') && target !== file) throw refused('EEXIST', file);
    const handle = await this.#disk.open(target, mode);
    this.#open.set(target, (this.#open.get(target) ?? 0) + 1);
    return {
      ...handle,
      close: async () => {
        const count = (this.#open.get(target) ?? 1) - 1;
        if (count === 0) this.#open.delete(target);
        else this.#open.set(target, count);
        await handle.close();
      },
    };
  }

  async rename(from: string, to: string): Promise<void> {
    const source = await this.#spelt(from);
    const there = await this.#spelt(to);
    // A file may be given another spelling of its name.
    const target = there === source ? path.join(path.dirname(there), path.basename(to)) : there;
    for (const file of [source, target]) this.#refuseOpen(file);
    this.#refuseReserved(to);
    await this.#disk.rename(source, target);
  }

  async link(from: string, to: string): Promise<void> {
    this.#refuseReserved(to);
    await this.#disk.link(await this.#spelt(from), await this.#spelt(to));
  }

  async unlink(file: string): Promise<void> {
    const target = await this.#spelt(file);
    this.#refuseOpen(target);
    await this.#disk.unlink(target);
  }

  async mkdir(folder: string): Promise<void> {
    this.#refuseReserved(folder);
    await this.#disk.mkdir(await this.#spelt(folder));
  }

  async rmdir(folder: string): Promise<void> {
    await this.#disk.rmdir(await this.#spelt(folder));
  }

  syncFolder(folder: string): Promise<void> {
    return Promise.reject(refused('EISDIR', folder));
  }

  async readFile(file: string): Promise<Buffer> {
    return this.#disk.readFile(await this.#spelt(file));
  }

  async readdir(folder: string): Promise<string[]> {
    return this.#disk.readdir(await this.#spelt(folder));
  }

  async modifiedAt(file: string): Promise<number> {
    return this.#disk.modifiedAt(await this.#spelt(file));
  }

  /** The path in the spelling that is on disk, as far as it is there. */
  async #spelt(file: string): Promise<string> {
    const folder = path.dirname(file);
    if (folder === file) return file;
    const names = await this.#disk.readdir(folder).catch(() => []);
    const name = path.basename(file);
    return path.join(folder, names.find((each) => folded(each) === folded(name)) ?? name);
  }

  #refuseOpen(file: string): void {
    if (this.held.has(file)) throw refused('EBUSY', file);
    if (this.#open.has(file)) throw refused('EPERM', file);
  }

  #refuseReserved(file: string): void {
    const name = path.basename(file);
    if (reserved.test(name) || /[<>:"|?*]/.test(name) || /[ .]$/.test(name)) throw refused('EINVAL', file);
  }
}

function folded(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

function refused(code: string, file: string): Error {
  return Object.assign(new Error(`${code}: refused, '${file}'`), { code });
}
