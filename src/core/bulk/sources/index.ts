import { intersectRect, isEmptyRect, rectOf, type Size } from '../../geometry/rect';
import type { AnnotationNote } from '../../layouts/annotationNote';
import { volumeOf } from '../../image/slicePlace';
import { openAsked } from './asked';
import { openCoco } from './coco';
import { openCsv } from './csv';
import { openLabelBox, openWhole } from './labelBox';
import { openLabelMe } from './labelMe';
import { openMasks } from './masks';
import { openPromptsFile } from './promptsFile';
import { openPropagation } from './propagation';
import { openProposals } from './proposals';
import { openSidecars } from './sidecars';
import { t, type Message } from '../../text/message';
import type { FileOfImage, ImageAtHand, PlannedObject, PromptSource, SourceFolder } from './source';
import type { SourceKind, SourceSpec } from './spec';
import { openTaught } from './taught';
import { openYolo } from './yolo';

type Opener<K extends SourceKind> = (
  spec: Extract<SourceSpec, { kind: K }>,
  folder: SourceFolder,
) => Promise<PromptSource>;

const openers: { readonly [K in SourceKind]: Opener<K> } = {
  prompts: openPromptsFile,
  coco: openCoco,
  csv: openCsv,
  yolo: openYolo,
  labelme: openLabelMe,
  sidecars: openSidecars,
  masks: openMasks,
  box: openLabelBox,
  whole: openWhole,
  propagation: openPropagation,
  proposals: openProposals,
  taught: openTaught,
  asked: openAsked,
};

/** Kinds of sources whose prompts the model finds during the run. */
const asksModel: ReadonlySet<SourceKind> = new Set(['propagation', 'proposals', 'taught']);

/**
 * Opens a source of prompts.
 * @throws UserError `not-found`, `unreadable`, `damaged` naming its file
 */
export function openSource(spec: SourceSpec, folder: SourceFolder): Promise<PromptSource> {
  // The table gives every kind the opener that takes its spec.
  const open = openers[spec.kind] as (spec: SourceSpec, folder: SourceFolder) => Promise<PromptSource>;
  return open(spec, folder);
}

/** A planned object and the source it comes from. */
export interface SourcedObject extends PlannedObject {
  /** As the run names it: two sources of one kind are two. */
  readonly source: SourceSpec;
}

/**
 * Several sources as one: an image gets what each of them has for it, the same prompt once. Only where no other has a prompt,
 * a box over the whole image is taken.
 */
export class CombinedSources {
  readonly #sources: readonly (readonly [SourceSpec, PromptSource])[];

  private constructor(sources: readonly (readonly [SourceSpec, PromptSource])[]) {
    this.#sources = sources;
  }

  /** @throws UserError as {@link openSource} */
  static async open(specs: readonly SourceSpec[], folder: SourceFolder): Promise<CombinedSources> {
    const sources: (readonly [SourceSpec, PromptSource])[] = [];
    for (const spec of specs.toSorted((a, b) => Number(a.kind === 'whole') - Number(b.kind === 'whole'))) {
      sources.push([spec, await openSource(spec, folder)]);
    }
    return new CombinedSources(sources);
  }

  /** The files of images that at least one source refers to, in the order in which sources name them. */
  get images(): ReadonlySet<string> {
    const [first, ...others] = this.#sources;
    if (first !== undefined && others.length === 0) return first[1].images;
    return new Set(this.#sources.flatMap(([, { images }]) => [...images]));
  }

  /** The sources that refer to one of the files of an image; a box over the whole of it where there is no other. */
  sourcesOf(files: readonly string[]): readonly SourceSpec[] {
    const sources = this.#sources
      .filter(([, { images }]) => files.some((file) => images.has(file)))
      .map(([spec]) => spec);
    const others = sources.filter(({ kind }) => kind !== 'whole');
    return others.length > 0 ? others : sources;
  }

  /** How the files of the sources were understood. */
  get understood(): readonly Message[] {
    return this.#sources.flatMap(([, { understood }]) => understood);
  }

  /** What can be shown of the sources before a run, without a model. */
  get withoutModel(): CombinedSources {
    const known = this.#sources.flatMap(([spec, source]): (readonly [SourceSpec, PromptSource])[] => {
      if (!asksModel.has(spec.kind)) return [[spec, source]];
      const { seedsIn } = source;
      return seedsIn === undefined ? [] : [[spec, { ...source, objectsIn: seedsIn }]];
    });
    // A box over the whole image is taken only where nothing else is found, which only the model can tell.
    const isOpen = known.length < this.#sources.length;
    return new CombinedSources(known.filter(([{ kind }]) => kind !== 'whole' || !isOpen));
  }

  /** What is to be known of single annotations in the files of the sources. */
  get notes(): readonly AnnotationNote[] {
    return this.#sources.flatMap(([, { notes = [] }]) => notes);
  }

  /**
   * What the sources have for an image.
   * @param files of the image: one, or those of a series
   * @throws UserError of a source whose file for this image is wrong
   */
  async objectsIn(
    files: readonly FileOfImage[],
    image: Omit<ImageAtHand, keyof FileOfImage>,
  ): Promise<readonly SourcedObject[]> {
    const objects: SourcedObject[] = [];
    const known = new Set<string>();
    for (const [source, prompts] of this.#sources) {
      if (source.kind === 'whole' && objects.length > 0) continue;
      for (const file of files.filter((each) => prompts.images.has(each.file))) {
        for (const { annotation, ...object } of await prompts.objectsIn({ ...image, ...file })) {
          if (annotation !== undefined && isOutside(object, image.info)) {
            const { width, height } = image.info;
            image.note({
              ...annotation,
              message: t`Its box lies outside of the image of ${width} × ${height} pixels.`,
            });
            continue;
          }
          const key = keyOf(object);
          if (!known.has(key)) objects.push({ ...object, source });
          known.add(key);
        }
      }
    }
    return objects;
  }
}

function isOutside({ prompt: { box } }: PlannedObject, image: Size): boolean {
  return box !== undefined && isEmptyRect(intersectRect(box, rectOf(image)));
}

/** The same for objects of one label that are asked for at one place by the same prompt. */
function keyOf({ label, prompt: { box, points }, ...at }: PlannedObject): string {
  return JSON.stringify([
    ...[label, at.slice, volumeOf(at)],
    box && [box.x0, box.y0, box.x1, box.y1],
    points.map(({ x, y, positive }) => [x, y, positive]),
  ]);
}
