import path from 'node:path';
import { UserError } from '../../core/base/error';
import { textOf } from '../../core/base/text';
import { imageOfOwnFile, imageOfSidecar, sidecarName } from '../../core/sidecar/names';
import { formatSidecar, parseSidecar, type Sidecar } from '../../core/sidecar/sidecar';
import { t } from '../../core/text/message';
import { diffSidecars } from '../../core/versions/diffSidecars';
import { diffValues, mergeValues, type Values } from '../../core/versions/labelMaps';
import { mergeSidecars } from '../../core/versions/mergeSidecars';
import { writeFileAtomically } from '../files/atomicWrite';
import { exists } from '../files/exists';
import { readFile } from '../files/readFile';
import { readTextFile } from '../files/textFile';
import { readMapFile } from './mapFile';

/** What a merge leaves to a person, a line each; none where it is complete. */
export type Conflicts = readonly string[];

/**
 * Merges two versions of a sidecar or a label map, as a merge driver of Git does.
 * @param base,ours,theirs temporary files with the three versions; the result replaces `ours`
 * @param name path of the file in the repository
 * @throws UserError `damaged` for a version that cannot be read
 */
export async function mergeVersions(base: string, ours: string, theirs: string, name: string): Promise<Conflicts> {
  return imageOfSidecar(name) === undefined
    ? mergeMapFiles([base, ours, theirs], name)
    : mergeSidecarFiles([base, ours, theirs], name);
}

type Files = readonly [base: string, ours: string, theirs: string];

async function mergeSidecarFiles([base, ours, theirs]: Files, name: string): Promise<Conflicts> {
  const before = await readVersion(base, name);
  const [own, other] = [await readVersion(ours, name), await readVersion(theirs, name)];
  if (own === undefined || other === undefined) return [`${name}: one side has an empty file.`];
  const { sidecar, conflicts, isOfOther } = mergeSidecars(before, own, other);
  if (isOfOther) return [`${name}: the two sides have masks for images of different sizes.`];
  await writeFileAtomically(ours, formatSidecar(sidecar));
  return conflicts.map((id) => `${name}: both sides have changed object ${id}; ours is kept.`);
}

async function mergeMapFiles([base, ours, theirs]: Files, name: string): Promise<Conflicts> {
  const [own, other] = [readMapFile(await readFile(ours)), readMapFile(await readFile(theirs))];
  if (own.size !== other.size) return [`${name}: the two label maps have different sizes.`];
  const before = await readValues(base, own.size);
  const { values, conflicts } = mergeValues(before, own.values, other.values);
  await writeFileAtomically(ours, own.bytes(values));
  // Where there is a sidecar, it says what the pixels are, and its own merge reports what both sides have changed.
  const image = imageOfOwnFile(name);
  const isDrawn = image !== undefined && (await exists(path.resolve(sidecarName(image))));
  return conflicts === 0 || isDrawn ? [] : [`${name}: both sides have changed ${conflicts} pixels; ours are kept.`];
}

/** The values of the common version, where it is a label map of the same size. */
async function readValues(file: string, size: string): Promise<Values | undefined> {
  const bytes = await readFile(file);
  if (bytes.length === 0) return undefined;
  const map = readMapFile(bytes);
  return map.size === size ? map.values : undefined;
}

/**
 * Says what has changed between two versions of a sidecar or a label map, as an external diff of Git does.
 * @param before,after files with the two versions; `/dev/null` or `nul` for none
 */
export async function diffVersions(name: string, before: string, after: string): Promise<string[]> {
  if (imageOfSidecar(name) !== undefined) {
    return diffSidecars(await readVersion(before, name), await readVersion(after, name));
  }
  const [was, is] = [await readMap(before), await readMap(after)];
  const names = await labelNames(name);
  return diffValues(was, is, (value) => names.get(value) ?? `value ${value}`);
}

async function readMap(file: string): Promise<Values> {
  return isNothing(file) ? new Uint8Array() : readMapFile(await readFile(file)).values;
}

async function labelNames(name: string): Promise<ReadonlyMap<number, string>> {
  const image = imageOfOwnFile(name);
  const file = image && path.resolve(sidecarName(image));
  if (file === undefined || !(await exists(file))) return new Map();
  const { labels } = parseSidecar(await readTextFile(file), file);
  return new Map(labels.map((label) => [label.value, label.name]));
}

async function readVersion(file: string, name: string): Promise<Sidecar | undefined> {
  if (isNothing(file)) return undefined;
  const text = textOf(await readFile(file));
  if (text.trim() === '') return undefined;
  if (text.startsWith('version https://git-lfs')) throw asPointer(name);
  return parseSidecar(text, name);
}

function isNothing(file: string): boolean {
  return file === '/dev/null' || file.toLowerCase() === 'nul';
}

function asPointer(file: string): UserError {
  return new UserError('damaged', {
    file,
    problem: t`Git has a pointer of Git LFS here, not the file.`,
    advice: t`Leave sidecars out of Git LFS.`,
  });
}
