import path from 'node:path';
import type { ReaderPlace } from '../../core/agreement/readerPlace';
import { UserError } from '../../core/base/error';
import { imageOfSidecar, imageOfVersion, versionName, versionOf, sidecarName } from '../../core/sidecar/names';
import { parseSidecar, type Sidecar } from '../../core/sidecar/sidecar';
import { t } from '../../core/text/message';
import { commitOf, filesOfCommit, readCommitted } from '../compare/readCommitted';
import { insideFolder } from '../files/insideFolder';
import { readTextFile } from '../files/textFile';
import { comparePaths, isSkippedName, walkFolder } from '../files/walkFolder';

/** The sidecars of one reader. */
export interface Reader {
  readonly name: string;
  /** Absolute path of the folder that the images are relative to; they may lie in that of another reader. */
  readonly folder: string;
  /** Images with a sidecar, with `/` between folders. */
  readonly images: ReadonlySet<string>;
  /** @throws UserError `damaged`, `unreadable` */
  readonly read: (image: string) => Promise<Sidecar>;
}

/**
 * Finds the sidecars of readers. Folders are named after themselves, or by their paths where two have one name.
 * @throws UserError `unreadable` for a folder, `not-found` for a branch that is not there
 */
export async function openReaders(places: readonly ReaderPlace[]): Promise<Reader[]> {
  const readers: Reader[] = [];
  for (const place of places) readers.push(await openReader(place));
  const names = readers.map(({ name }) => name);
  return readers.map((reader) =>
    names.filter((name) => name === reader.name).length > 1 ? { ...reader, name: reader.folder } : reader,
  );
}

async function openReader(place: ReaderPlace): Promise<Reader> {
  const folder = path.resolve(place.folder);
  if (place.kind === 'branch') return branchReader(folder, place.branch);
  const suffix = place.kind === 'suffix' ? place.suffix : undefined;
  const images = new Set<string>();
  for await (const { path: file } of walkFolder(folder)) {
    const image = suffix === undefined ? imageOfSidecar(file) : imageOfVersion(file, suffix);
    if (image !== undefined) images.add(image);
  }
  return {
    name: suffix ?? path.basename(folder),
    folder,
    images,
    read: async (image) => {
      const name = suffix === undefined ? sidecarName(image) : versionName(image, suffix);
      const file = await insideFolder(folder, name);
      return parseSidecar(await readTextFile(file), file);
    },
  };
}

/** Reads Git’s own files alone: nothing is checked out. */
async function branchReader(folder: string, branch: string): Promise<Reader> {
  const commit = await commitOf(folder, branch).catch((cause: unknown) => {
    throw new UserError('not-found', {
      file: folder,
      problem: t`Git knows no branch, tag or commit ${branch} here.`,
      advice: t`Name one that “git branch --all” lists, and check that Git is installed.`,
      cause,
    });
  });
  const files = (await filesOfCommit(folder, commit)).filter((file) => !file.split('/').some(isSkippedName));
  const images = files.flatMap((file) => imageOfSidecar(file) ?? []);
  return {
    name: branch,
    folder,
    images: new Set(images),
    read: async (image) => {
      const name = sidecarName(image);
      return parseSidecar(await readCommitted(path.join(folder, name), commit), `${name} (${branch})`);
    },
  };
}

/** The suffixes of sidecars that lie beside the usual ones in a folder, in natural order. @throws UserError `unreadable` */
export async function suffixesIn(folder: string): Promise<string[]> {
  const suffixes = new Set<string>();
  for await (const { path: file } of walkFolder(folder)) {
    const suffix = versionOf(file);
    if (suffix !== undefined) suffixes.add(suffix);
  }
  return [...suffixes].sort(comparePaths);
}
