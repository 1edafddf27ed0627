import path from 'node:path';
import { UserError } from '../../core/base/error';
import { pathKey, type PathKey } from '../../core/base/pathKey';
import { writeLabelVolume } from '../../core/formats/nifti/labelVolume';
import { readLabelPng, writeBinaryPng, writeGreyLabelPng, writeLabelPng } from '../../core/formats/png/labelMap';
import type { LayoutFile } from '../../core/layouts/layout';
import type { Mask } from '../../core/mask/mask';
import { decodeRunLength } from '../../core/mask/runLength';
import { t } from '../../core/text/message';
import { actualFolder, withinBounds } from '../files/bounds';
import { makeFolder, removeFile, writeFileAtomically } from '../files/atomicWrite';
import { sweepTemporaries } from '../files/temporaries';
import { exists } from '../files/exists';
import { gzip } from '../files/gzip';
import { insideFolder } from '../files/insideFolder';
import type { OpenedImage } from '../image/openImage';
import { checkBytes, checkImage, checkLabelMap, checkMask } from './checkFile';
import { imageBytes } from './imageFiles';
import { readFile } from '../files/readFile';

type File<Kind extends LayoutFile['kind']> = Extract<LayoutFile, { kind: Kind }>;

/** Writes the files of a layout into a folder, reads each back, and can remove what it has written. */
export class FileWriter {
  readonly #folder: string;
  /** The folder as it lies when the first file is written. */
  #place: Promise<string> | undefined;
  /** By keys, for the written folder goes to other systems. */
  readonly #taken = new Set<PathKey>();
  readonly #swept = new Set<string>();
  #made: string[] = [];

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Files that were not there before, oldest first. */
  get made(): readonly string[] {
    return this.#made;
  }

  /**
   * Writes a file of an image.
   * @returns its path, relative to the folder
   * @throws UserError `conflict` when another file of this name is there, `unwritable`, and what reading the image throws
   */
  async write(file: LayoutFile, image: OpenedImage): Promise<string> {
    return this.#within(() => this.#write(file, image));
  }

  async #write(file: LayoutFile, image: OpenedImage): Promise<string> {
    switch (file.kind) {
      case 'mask':
        return this.#writeMask(file);
      case 'labelMap': {
        await this.#writeNew(file.path, labelMapBytes(file, image), (name) => checkLabelMap(name, file, image));
        return file.path;
      }
      case 'image': {
        await this.#writeNew(file.path, await imageBytes(image, file), (name, bytes) =>
          checkImage(name, bytes, file, image),
        );
        return file.path;
      }
      case 'bytes':
        await this.#writeNew(file.path, file.bytes, checkBytes);
        return file.path;
      case 'text':
        await this.#writeText(file);
        return file.path;
    }
  }

  async writeText(file: File<'text'>): Promise<void> {
    await this.#within(() => this.#writeText(file));
  }

  async #writeText({ path: name, text, replaces = false }: File<'text'>): Promise<void> {
    const bytes = new TextEncoder().encode(text);
    const target = await insideFolder(this.#folder, name);
    if (replaces && (await exists(target))) await writeFileAtomically(target, text);
    else await this.#writeNew(name, bytes, () => Promise.resolve());
  }

  /** Removes what was made after the first `kept` files. */
  async takeBack(kept = 0): Promise<void> {
    const removed = this.#made.slice(kept);
    this.#made = this.#made.slice(0, kept);
    for (const name of removed) {
      this.#taken.delete(pathKey(name));
      await this.#within(() => removeFile(path.join(this.#folder, name)));
    }
  }

  async #within<T>(work: () => Promise<T>): Promise<T> {
    this.#place ??= actualFolder(this.#folder);
    return withinBounds([[await this.#place]], work);
  }

  /** Removes what an export that was killed has left in a folder. */
  async #sweep(folder: string): Promise<void> {
    if (this.#swept.has(folder)) return;
    this.#swept.add(folder);
    await sweepTemporaries(folder);
  }

  /** A mask that is there already under one of its names is not written again. */
  async #writeMask({ pathOf, mask }: File<'mask'>): Promise<string> {
    const wanted = decodeRunLength(mask);
    for (let instance = 0; ; instance++) {
      const name = pathOf(instance);
      if (this.#taken.has(pathKey(name))) continue;
      const target = await insideFolder(this.#folder, name);
      if (await exists(target)) {
        if (!holdsMask(await readFile(target), wanted)) continue;
        this.#taken.add(pathKey(name));
      } else {
        await this.#writeNew(name, writeBinaryPng(wanted), () => checkMask(target, wanted));
      }
      return name;
    }
  }

  async #writeNew(
    name: string,
    bytes: Uint8Array,
    check: (name: string, bytes: Uint8Array) => Promise<void>,
  ): Promise<void> {
    const target = await insideFolder(this.#folder, name);
    if (await exists(target)) {
      this.#taken.add(pathKey(name));
      if (Buffer.compare(await readFile(target), bytes) === 0) return;
      throw new UserError('conflict', {
        file: target,
        problem: t`Another file with this name exists and is not replaced.`,
        advice: t`Choose a new or empty folder.`,
      });
    }
    await makeFolder(path.dirname(target));
    await this.#sweep(path.dirname(target));
    await writeFileAtomically(target, bytes);
    this.#taken.add(pathKey(name));
    this.#made.push(name);
    await check(target, bytes);
  }
}

function labelMapBytes(file: File<'labelMap'>, { info, niftiHeader }: OpenedImage): Uint8Array {
  const { path: name, slices, volumes = 1, values, colors } = file;
  if (name.endsWith('.png')) {
    return colors === undefined ? writeGreyLabelPng(info, values) : writeLabelPng(info, values, colors);
  }
  const { width, height, geometry } = info;
  const frame = {
    ...(geometry === undefined ? {} : { geometry }),
    ...(niftiHeader === undefined ? {} : { niftiHeader }),
  };
  return writeLabelVolume({ width, height, slices, volumes, data: values, ...frame }, gzip);
}

function holdsMask(bytes: Uint8Array, mask: Mask): boolean {
  try {
    const { width, height, data } = readLabelPng(bytes);
    return (
      width === mask.width && height === mask.height && data.every((value, at) => value > 0 === (mask.data[at] === 1))
    );
  } catch {
    return false;
  }
}
