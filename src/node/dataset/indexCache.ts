import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import type { HeaderFacts, MaskFacts } from '../../core/dataset/datasetImage';
import { imageStatuses } from '../../core/dataset/status';
import { writeFileAtomically } from '../files/atomicWrite';
import type { Stamped } from './readFacts';
import { makeFolders } from '../files/makeFolders';

/** What is known of a file. */
export interface Known {
  /** With the state of the sidecar. */
  readonly masks: Stamped<MaskFacts>;
  /** null for a file that is no image of its own. They hold for the state of the folder's files. */
  readonly header: HeaderFacts | null;
}

/** What an index keeps for the next time, by absolute path. */
export interface IndexCache {
  readonly files: ReadonlyMap<string, Known>;
  /** What stands for the DICOM files of a folder as they were when their headers were read. */
  readonly folders: ReadonlyMap<string, string>;
}

const first = JSON.stringify({ format: 'sam-unet-index', version: 3 });
const none: IndexCache = { files: new Map(), folders: new Map() };

const stamp = v.nullable(v.tuple([v.number(), v.number()]));
const knownSchema = v.object({
  masks: v.object({
    stamp,
    facts: v.object({
      status: v.picklist(imageStatuses),
      objects: v.number(),
      unreviewed: v.number(),
      labels: v.array(v.string()),
      verdicts: v.exactOptional(
        v.array(
          v.object({
            label: v.string(),
            images: v.number(),
            slices: v.number(),
            verdicts: v.number(),
            judged: v.number(),
            untouched: v.number(),
          }),
        ),
      ),
      quality: v.exactOptional(v.number()),
      ofSeries: v.exactOptional(v.literal(true)),
      problem: v.exactOptional(v.string()),
    }),
  }),
  header: v.nullable(
    v.object({
      modality: v.string(),
      series: v.exactOptional(v.object({ uid: v.string(), name: v.string() })),
      slices: v.exactOptional(v.number()),
    }),
  ),
});
const lineSchema = v.tuple([v.string(), v.union([knownSchema, v.string()])]);

/**
 * Reads what an earlier index has left. The file may be missing or broken: then nothing is known, and all is read from the
 * images and sidecars again.
 */
export async function readIndexCache(file: string): Promise<IndexCache> {
  try {
    const [head, ...lines] = (await readFile(file, 'utf8')).split('\n');
    if (head !== first) return none;
    const files = new Map<string, Known>();
    const folders = new Map<string, string>();
    for (const line of lines.filter((each) => each !== '')) {
      const [at, known] = v.parse(lineSchema, JSON.parse(line));
      if (typeof known === 'string') folders.set(at, known);
      else files.set(at, known);
    }
    return { files, folders };
  } catch {
    return none;
  }
}

/** Writes what an index knows. @throws UserError `unwritable` */
export async function writeIndexCache(file: string, { files, folders }: IndexCache): Promise<void> {
  const lines = [first];
  for (const entry of [...files, ...folders]) lines.push(JSON.stringify(entry));
  await makeFolders(path.dirname(file)).catch(() => undefined);
  await writeFileAtomically(file, `${lines.join('\n')}\n`);
}
