import { access, constants, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as afterAnswers } from 'node:timers/promises';
import { messageOf } from '../../core/base/error';
import type { EncoderOutputs } from '../../core/model/samUnet';
import { writeFileAtomically } from '../files/atomicWrite';
import { cachePath } from '../storage';
import { formatEmbedding, parseEmbedding } from './embeddingFile';
import { makeFolders } from '../files/makeFolders';

export interface StoreOptions {
  /** Greatest size of all files together, in bytes; 0 for no store. */
  readonly budget: number;
  readonly folder?: string;
}

/** What a store holds. */
export interface StoreContent {
  readonly folder: string;
  readonly files: number;
  readonly bytes: number;
}

interface StoredFile {
  readonly path: string;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly usedAt: number;
}

/** An embedding, or what a write that was interrupted left. Nothing else in the folder is touched. */
const embeddingName = /^[0-9a-f]{64}\.safetensors$/;
const leftoverName = /^\.[0-9a-f]{64}\.safetensors\.[0-9a-f]+\.tmp$/;
/** Age from which an unfinished file cannot belong to a write that still runs, in milliseconds. */
const leftoverAge = 3_600_000;
/** Part of the budget that may be written between two scans of the folder. */
const slack = 1 / 16;

/**
 * Embeddings on disk, in half precision; those used least recently go first. Several processes may share the folder: each
 * file is complete or absent, is named after all that it depends on, and has a checksum. Whatever cannot be read counts as
 * absent, whatever cannot be written is left out.
 */
export class EmbeddingStore {
  readonly #folder: string;
  readonly #budget: number;
  /** Before {@link open}, and after it has failed, nothing is kept and nothing found. */
  #isOpen = false;
  /** Bytes written since the last scan of the folder; before the first, all of it. */
  #written = Infinity;
  #pending: Promise<void> = Promise.resolve();

  constructor({ budget, folder = embeddingFolder() }: StoreOptions) {
    this.#budget = budget;
    this.#folder = folder;
  }

  /** Makes the folder ready. @returns why nothing can be kept there; undefined when all is well */
  async open(): Promise<string | undefined> {
    if (this.#budget <= 0) return undefined;
    try {
      // Embeddings are private to the user.
      await makeFolders(this.#folder, 0o700);
      await access(this.#folder, constants.W_OK);
      this.#isOpen = true;
      return undefined;
    } catch (error) {
      return messageOf(error);
    }
  }

  /** @param key 64 hexadecimal digits */
  async get(key: string): Promise<EncoderOutputs | undefined> {
    if (!this.#isOpen) return undefined;
    const file = this.#path(key);
    let bytes: Uint8Array;
    try {
      bytes = await readFile(file);
    } catch {
      return undefined;
    }
    try {
      const outputs = parseEmbedding(bytes);
      const now = new Date();
      await utimes(file, now, now).catch(() => undefined);
      return outputs;
    } catch {
      await remove(file);
      return undefined;
    }
  }

  /** Keeps outputs in the background; see {@link idle}. */
  set(key: string, outputs: EncoderOutputs): void {
    if (!this.#isOpen) return;
    this.#pending = this.#pending.then(() => this.#write(key, outputs)).catch(() => undefined);
  }

  /** Resolves when everything given to {@link set} is on disk, or cannot be. */
  async idle(): Promise<void> {
    await this.#pending;
  }

  async #write(key: string, outputs: EncoderOutputs): Promise<void> {
    await afterAnswers();
    const bytes = formatEmbedding(outputs);
    if (bytes === undefined || bytes.length > this.#budget / 2) return;
    const step = this.#budget * slack;
    if (this.#written + bytes.length > step) {
      // Room for what may be written before the next scan, here and in one process beside.
      await this.#shrinkTo(this.#budget - bytes.length - 2 * step);
      this.#written = 0;
    }
    await writeFileAtomically(this.#path(key), bytes);
    this.#written += bytes.length;
  }

  async #shrinkTo(limit: number): Promise<void> {
    const files = await list(this.#folder);
    let total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    for (const { path: file, bytes } of files.sort((a, b) => a.usedAt - b.usedAt)) {
      if (total <= limit) break;
      await remove(file);
      total -= bytes;
    }
  }

  #path(key: string): string {
    return path.join(this.#folder, `${key}.safetensors`);
  }
}

/** What lies in a store's folder. */
export async function measureEmbeddings(folder = embeddingFolder()): Promise<StoreContent> {
  const files = await list(folder);
  return { folder, files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** Deletes all embeddings, and nothing else. @returns what is gone */
export async function clearEmbeddings(folder = embeddingFolder()): Promise<StoreContent> {
  const before = await measureEmbeddings(folder);
  for (const { path: file } of await list(folder)) await remove(file);
  const after = await measureEmbeddings(folder);
  return { folder, files: before.files - after.files, bytes: before.bytes - after.bytes };
}

function embeddingFolder(): string {
  return cachePath('embeddings');
}

/** The embeddings in a folder; removes what interrupted writes have left. */
async function list(folder: string): Promise<StoredFile[]> {
  const names = await readdir(folder).catch(() => []);
  const found: StoredFile[] = [];
  for (const name of names) {
    const isLeftover = leftoverName.test(name);
    if (!isLeftover && !embeddingName.test(name)) continue;
    const file = path.join(folder, name);
    const stats = await stat(file).catch(() => undefined);
    if (stats?.isFile() !== true) continue;
    if (!isLeftover) found.push({ path: file, bytes: stats.size, usedAt: stats.mtimeMs });
    else if (Date.now() - stats.mtimeMs > leftoverAge) await remove(file);
  }
  return found;
}

/** Another process may have been faster. */
async function remove(file: string): Promise<void> {
  await rm(file, { force: true }).catch(() => undefined);
}
