import type { CancellationToken } from '../../core/base/cancellation';
import { UserError } from '../../core/base/error';
import type { SourcedObject } from '../../core/bulk/sources';
import type { ImageAtHand, PlannedObject } from '../../core/bulk/sources/source';
import { foundObjects, type AskBoxes, type PartWork } from '../../core/document/foundObjects';
import { newObject } from '../../core/document/newObject';
import { volumesOf, type ImageInfo } from '../../core/image/medicalImage';
import { isSamePlace, placeOf, placesOf, volumeOf, type SlicePlace } from '../../core/image/slicePlace';
import type { Window } from '../../core/image/window';
import { labelsNamed } from '../../core/labels/labelNamed';
import type { LabelSet } from '../../core/labels/labelSet';
import type { SavedLayout } from '../../core/layouts/savedLayout';
import { encodeRunLength } from '../../core/mask/runLength';
import type { SegmentPrompt } from '../../core/prompt/prompt';
import type { LoadedModel, SegmentedObject, SegmentResult, TaughtDecoder } from '../../core/protocol/inferenceApi';
import { contentOf as alreadyThere, type MaskContent } from '../../core/sidecar/maskContent';
import type { Sidecar, SidecarObject } from '../../core/sidecar/sidecar';
import { t } from '../../core/text/message';
import type { OpenedImage } from '../image/openImage';
import { askedSlice, type AskedSlice } from '../inference/askedSlice';
import type { Priority } from '../inference/requestQueue';
import type { Segmenter } from '../inference/segmenter';
import { imageOfMasks } from '../masks/imageOfMasks';
import { localMasks } from '../masks/localMasks';
import type { MaskApi } from '../masks/maskApi';
import { refuseBehind, type StoredMasks } from '../masks/maskStore';

/** Generated objects of one image. */
export interface MadeObjects {
  readonly objects: readonly SidecarObject[];
  /** The window the model saw; null for 8-bit images shown as they are. */
  readonly window: Window | null;
}

export interface AskContext {
  readonly client: Segmenter;
  readonly token: CancellationToken;
  readonly priority: Priority;
  /** Taught labels by their names. @throws UserError `not-found` */
  readonly taught?: (label: string) => Promise<TaughtDecoder>;
  /** The decoder of a label for a prompt, where it answers such prompts better than the model's own. */
  readonly decoderFor?: (label: string, prompt: SegmentPrompt) => Promise<TaughtDecoder | undefined>;
  /** Works out parts of masks; in this thread when left out. */
  readonly store?: PartWork;
}

/** Who makes masks, for their sidecars. */
export interface Signature {
  readonly by: string;
  /** The bulk run, if it is one. */
  readonly run?: string;
  /** The assistant that has asked for the masks, if one has. */
  readonly assistant?: string;
}

/** Asks the model about one image, slice by slice, under each slice's default window. */
export class ImageQuestions {
  readonly #image: OpenedImage;
  readonly #context: AskContext;
  readonly #ms = { encode: 0, decode: 0 };
  #last: { readonly at: SlicePlace; readonly slice: AskedSlice } | undefined;

  constructor(image: OpenedImage, context: AskContext) {
    this.#image = image;
    this.#context = context;
  }

  /** The window of the slice that was asked about last; null for 8-bit images shown as they are. */
  get window(): Window | null {
    return this.#last?.slice.window ?? null;
  }

  /** Milliseconds in the encoder and in the decoder. */
  get ms(): SegmentResult['ms'] {
    return this.#ms;
  }

  /** @throws UserError `bad-prompt` when the slice or a prompt lies outside the image; and what the client throws */
  readonly ask: ImageAtHand['ask'] = (at, prompts, effort) => this.#ask(at, prompts, effort);

  /**
   * Asks about prompts of labels: for each, the model or what it was taught, whichever does better there.
   * @returns as many answers, in the same order
   * @throws UserError as {@link ask}
   */
  async askLabels(
    at: SlicePlace,
    prompted: readonly { readonly label: string; readonly prompt: SegmentPrompt }[],
  ): Promise<readonly SegmentedObject[]> {
    const { decoderFor = notBetter } = this.#context;
    const decoders = await Promise.all(prompted.map(({ label, prompt }) => decoderFor(label, prompt)));
    const answers = new Map<number, SegmentedObject>();
    for (const decoder of new Set(decoders)) {
      const asked = [...prompted.entries()].filter(([i]) => decoders[i] === decoder);
      const prompts = asked.map(([, { prompt }]) => prompt);
      const objects = await this.#ask(at, prompts, 'assessed', decoder);
      for (const [i, [place]] of asked.entries()) if (objects[i] !== undefined) answers.set(place, objects[i]);
    }
    return prompted.map((_, i) => {
      const answer = answers.get(i);
      if (answer === undefined) throw new RangeError('The model returned fewer masks than there were prompts.');
      return answer;
    });
  }

  /** @throws UserError as {@link ask}, and as `AskContext.taught` */
  readonly find: ImageAtHand['find'] = async (at, labels) => {
    const { token, taught = notTaught, store: work = localMasks } = this.#context;
    const decoders = await Promise.all(labels.map(taught));
    const slice = await this.#sliceAt(at);
    const answers = this.#count(await slice.find(decoders));
    const ask: AskBoxes = (prompts) => this.ask(at, prompts, 'assessed');
    return Promise.all(answers.map((answer, i) => foundObjects(answer, decoders[i]?.instances, ask, { work, token })));
  };

  /** @throws UserError `bad-prompt` when the slice lies outside the image, `too-large` when it is read part by part */
  readonly see: ImageAtHand['see'] = async (at) => (await this.#sliceAt(at)).see();

  async #ask(
    at: SlicePlace,
    prompts: readonly SegmentPrompt[],
    effort: Parameters<Segmenter['segment']>[2],
    decoder?: TaughtDecoder,
  ): Promise<readonly SegmentedObject[]> {
    const slice = await this.#sliceAt(at);
    return this.#count(await slice.segment(prompts, effort, decoder));
  }

  async #sliceAt(at: SlicePlace): Promise<AskedSlice> {
    checkPlace(at, this.#image.info);
    if (this.#last === undefined || !isSamePlace(this.#last.at, at)) {
      this.#last = { at, slice: await askedSlice(this.#image, at, this.#context) };
    }
    return this.#last.slice;
  }

  #count({ objects, ms }: SegmentResult): readonly SegmentedObject[] {
    this.#ms.encode += ms.encode;
    this.#ms.decode += ms.decode;
    return objects;
  }
}

/** A planned object and the model's answer. */
export interface AnsweredObject<T extends PlannedObject = PlannedObject> {
  readonly planned: T;
  readonly answer: SegmentedObject;
}

/** The model's answers for planned objects, in their order. @throws UserError as {@link ImageQuestions.ask} */
export async function answerObjects<T extends PlannedObject>(
  wanted: readonly T[],
  questions: ImageQuestions,
): Promise<readonly AnsweredObject<T>[]> {
  const answers = new Map<PlannedObject, SegmentedObject>();
  for (const at of placesOf(wanted)) {
    const open = wanted.filter((object) => isSamePlace(object, at) && object.answer === undefined);
    if (open.length === 0) continue;
    const prompted = open.map(({ label, prompt, previous }) => ({
      label,
      prompt: { ...prompt, ...(previous === undefined ? {} : { previous: encodeRunLength(previous) }) },
    }));
    const objects = await questions.askLabels(at, prompted);
    for (const [i, object] of open.entries()) answers.set(object, objects[i]!);
  }
  return wanted.map((planned) => {
    const answer = planned.answer ?? answers.get(planned);
    if (answer === undefined) throw new RangeError('An object was not asked about.');
    return { planned, answer };
  });
}

/** Answered objects as a sidecar stores them, with ids from `1` on. */
export function signObjects(
  answered: readonly AnsweredObject<PlannedObject & Partial<Pick<SourcedObject, 'source'>>>[],
  model: LoadedModel,
  { by, run, assistant }: Signature,
): SidecarObject[] {
  const asked = assistant === undefined ? {} : { assistant };
  return answered.map(({ planned: { label, prompt, source, ...planned }, answer: segmented }, index) =>
    newObject({
      ...{ id: String(index + 1), label, ...placeOf(planned), prompt, segmented, model },
      ...{ origin: 'machine', by, at: new Date() },
      ...(run === undefined || source === undefined ? {} : { provenance: { run, source: source.kind, ...asked } }),
    }),
  );
}

export interface SaveMachineOptions {
  /** Labels of the workspace. */
  readonly labels?: LabelSet;
  /** Colours `#rrggbb` of labels that neither the workspace nor the image has. */
  readonly colors?: ReadonlyMap<string, string>;
  /** Version of what lies beside the image. */
  readonly expected?: string;
  /** What lies there and stays; the new objects are drawn below. */
  readonly there?: Sidecar;
  readonly layout?: SavedLayout;
  /** Writes the masks; in this thread when left out. */
  readonly store?: MaskApi;
}

/**
 * Writes generated masks beside the image.
 * @throws UserError as `saveMasks`, and `in-use` where the sidecar was written and a mask file could not be
 */
export async function saveMachineMasks(
  image: OpenedImage,
  made: MadeObjects,
  { labels = [], colors = new Map(), expected, there, layout, store = localMasks }: SaveMachineOptions = {},
): Promise<StoredMasks> {
  const stored = await store.saveMasks(
    imageOfMasks(image),
    there === undefined ? contentOf(made, labels, colors) : addedTo(there, made, labels, colors),
    {
      ...{ writer: 'machine', reportsOverlaps: true },
      ...(expected === undefined ? {} : { expected }),
      ...(layout === undefined ? {} : { layout }),
    },
  );
  refuseBehind(stored);
  return stored;
}

function contentOf(
  { objects, window }: MadeObjects,
  known: LabelSet,
  colors: ReadonlyMap<string, string>,
): MaskContent {
  const names = objects.map(({ label }) => label);
  const labels = labelsNamed(names, known, [], colors);
  return { labels, objects, ...(window === null ? {} : { window }) };
}

function addedTo(there: Sidecar, made: MadeObjects, known: LabelSet, colors: ReadonlyMap<string, string>): MaskContent {
  const { objects } = there;
  const names = made.objects.map(({ label }) => label);
  const last = Math.max(0, ...objects.map(({ id }) => Number(id)).filter(Number.isInteger));
  const added = made.objects.map((object, i) => ({ ...object, id: String(last + 1 + i) }));
  return alreadyThere({
    ...{ ...there, labels: labelsNamed(names, known, there.labels, colors) },
    objects: [...added, ...objects],
  });
}

function notBetter(): Promise<undefined> {
  return Promise.resolve(undefined);
}

function notTaught(label: string): never {
  throw new UserError('not-found', { problem: t`The label “${label}” has not been taught here.` });
}

function checkPlace(at: SlicePlace, { slices, ...info }: ImageInfo): void {
  const volumes = volumesOf(info);
  if (volumeOf(at) >= volumes) {
    throw new UserError('bad-prompt', {
      problem: t`There is no volume ${volumeOf(at)}.`,
      advice:
        volumes === 1 ? t`The image has 1 volume, number 0.` : t`The image has ${volumes} volumes, counted from 0.`,
    });
  }
  const { slice } = at;
  if (slice < slices) return;
  throw new UserError('bad-prompt', {
    problem: t`There is no slice ${slice}.`,
    advice: slices === 1 ? t`The image has 1 slice, number 0.` : t`The image has ${slices} slices, counted from 0.`,
  });
}
