import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import type { HeaderFacts, MaskFacts } from '../../core/workspace/datasetImage';
import { imageStatuses } from '../../core/workspace/status';
import { writeFileAtomically } from '../files/atomicWrite';
import type { Stamped } from './readFacts';

/** What is known of an image, with the states of the files that say it. */
export interface Known {
  readonly masks: Stamped<MaskFacts>;
  readonly header: Stamped<HeaderFacts>;
}

const first = JSON.stringify({ format: 'sam-unet-index', version: 1 });

const stamp = v.nullable(v.tuple([v.number(), v.number()]));
const lineSchema = v.tuple([
  v.string(),
  v.object({
    masks: v.object({
      stamp,
      facts: v.object({
        status: v.picklist(imageStatuses),
        objects: v.number(),
        unreviewed: v.number(),
        labels: v.array(v.string()),
        quality: v.exactOptional(v.number()),
        problem: v.exactOptional(v.string()),
      }),
    }),
    header: v.object({
      stamp,
      facts: v.object({
        modality: v.string(),
        series: v.exactOptional(v.object({ uid: v.string(), name: v.string() })),
      }),
    }),
  }),
]);

/**
 * Reads what an earlier index has left, by absolute path. The file may be missing or broken: then nothing is known, and all is
 * read from the images and sidecars again.
 */
export async function readIndexCache(file: string): Promise<ReadonlyMap<string, Known>> {
  try {
    const [head, ...lines] = (await readFile(file, 'utf8')).split('\n');
    if (head !== first) return new Map();
    return new Map(lines.filter((line) => line !== '').map((line) => v.parse(lineSchema, JSON.parse(line))));
  } catch {
    return new Map();
  }
}

/** Writes what is worth keeping: what was read from a file. @throws UserError `unwritable` */
export async function writeIndexCache(file: string, known: Iterable<readonly [string, Known]>): Promise<void> {
  const lines = [first];
  for (const [image, { masks, header }] of known) {
    if (masks.stamp !== null || header.stamp !== null) lines.push(JSON.stringify([image, { masks, header }]));
  }
  await mkdir(path.dirname(file), { recursive: true }).catch(() => undefined);
  await writeFileAtomically(file, `${lines.join('\n')}\n`);
}
