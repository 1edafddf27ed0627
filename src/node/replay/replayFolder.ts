import path from 'node:path';
import type { CancellationToken } from '../../core/base/cancellation';
import { isCancellation, UserError, userErrorOf } from '../../core/base/error';
import { isSamePlace, placeOf, placesOf, type SlicePlace } from '../../core/image/slicePlace';
import { Mask } from '../../core/mask/mask';
import { decodeRunLength } from '../../core/mask/runLength';
import { overlap } from '../../core/metrics/overlap';
import { isExample } from '../../core/review/labelVerdicts';
import { replayOf, type Replay, type ReplayCase } from '../../core/replay/replay';
import { imageOfSidecar } from '../../core/sidecar/names';
import { parseSidecar, type SidecarObject } from '../../core/sidecar/sidecar';
import { inBatches } from '../dataset/inBatches';
import { readTextFile } from '../files/textFile';
import { comparePaths, walkFolder } from '../files/walkFolder';
import { openImage, seriesMode, type OpenedImage } from '../image/openImage';

/** One of the two that are asked. */
export interface ReplaySide {
  readonly name: string;
  /** Whether an object's mask is its own, accepted as it was. */
  readonly hasMade: (object: SidecarObject) => boolean;
  /**
   * Asks for masks on one slice again.
   * @returns in the order of the objects; undefined for one that cannot be asked for
   */
  readonly ask: (
    image: OpenedImage,
    at: SlicePlace,
    objects: readonly SidecarObject[],
  ) => Promise<readonly (Mask | undefined)[]>;
}

export interface ReplayOptions {
  /** Objects that are compared, of those that a person has accepted or corrected. */
  readonly isWanted: (object: SidecarObject, image: string) => boolean;
  /** Whether masks of one label on a slice are compared together, as a taught label finds them. */
  readonly joins: boolean;
  /** Images that are worked on at the same time. */
  readonly width: number;
  readonly token: CancellationToken;
  readonly onProgress?: (done: number, total: number) => void;
  /** Called with images that cannot be used; they are left out. */
  readonly onError: (error: UserError) => void;
}

/**
 * Asks for accepted masks of a folder again, twice, and compares the answers with them. Nothing is written.
 * @throws UserError `unreadable` for the folder, `cancelled`; `no-device`, `bad-model` of the sides
 */
export async function replayFolder(
  folder: string,
  [before, after]: readonly [ReplaySide, ReplaySide],
  { isWanted, joins, width, token, onProgress, onError }: ReplayOptions,
): Promise<Replay> {
  const images = await imagesWithMasks(folder);
  const cases: ReplayCase[] = [];
  let [done, failures, unprompted] = [0, 0, 0];
  await inBatches(images, width, token, async (image) => {
    onProgress?.(done, images.length);
    const file = path.join(folder, `${image}.masks.json`);
    try {
      const sidecar = parseSidecar(await readTextFile(file), file);
      const wanted = sidecar.objects.filter((object) => isExample(object) && isWanted(object, image));
      if (wanted.length > 0) {
        const opened = await openImage(path.join(folder, image), { series: seriesMode(sidecar), token });
        try {
          for (const at of placesOf(wanted)) {
            const there = wanted.filter((object) => isSamePlace(object, at));
            const groups = joins ? byLabel(there) : there.map((object) => [object]);
            const asked = groups.map(([first]) => first!);
            const [olds, news] = [await before.ask(opened, at, asked), await after.ask(opened, at, asked)];
            for (const [i, group] of groups.entries()) {
              const [old, candidate] = [olds[i], news[i]];
              if (old === undefined || candidate === undefined) unprompted += group.length;
              else cases.push(caseOf(image, at, group, [old, candidate], [before, after]));
            }
          }
        } finally {
          opened.dispose();
        }
      }
    } catch (error) {
      if (isCancellation(error) || isFatal(error)) throw error;
      failures++;
      onError(userErrorOf(error, file));
    }
    done++;
  });
  cases.sort((a, b) => comparePaths(a.image, b.image));
  return replayOf({ names: [before.name, after.name], unprompted, failures }, cases);
}

async function imagesWithMasks(folder: string): Promise<string[]> {
  const images: string[] = [];
  for await (const { path: file } of walkFolder(folder)) images.push(...[imageOfSidecar(file) ?? []].flat());
  return images.sort(comparePaths);
}

function byLabel(objects: readonly SidecarObject[]): SidecarObject[][] {
  const labels = [...new Set(objects.map(({ label }) => label))];
  return labels.map((label) => objects.filter((object) => object.label === label));
}

function caseOf(
  image: string,
  at: SlicePlace,
  objects: readonly SidecarObject[],
  [old, candidate]: readonly [Mask, Mask],
  sides: readonly ReplaySide[],
): ReplayCase {
  const [first] = objects;
  const reference = new Mask(old.width, old.height);
  for (const { mask } of objects) {
    for (const [pixel, value] of decodeRunLength(mask).data.entries()) reference.data[pixel]! |= value;
  }
  return {
    ...{ image, label: first!.label, ...placeOf(at) },
    isOwn: objects.some((object) => sides.some((side) => side.hasMade(object))),
    before: overlap(old, reference).dice,
    after: overlap(candidate, reference).dice,
  };
}

/** Whether no other image could do any better. */
function isFatal(error: unknown): boolean {
  return error instanceof UserError && ['no-device', 'bad-model', 'inference-crashed'].includes(error.code);
}
