import { neverCancelled } from '../../core/base/cancellation';
import { UserError } from '../../core/base/error';
import { lockedError } from '../../core/document/locks';
import {
  answeredInPlane,
  changedInPlane,
  correctsPlane,
  planePromptEdit,
  planePromptsOf,
  type Prompted,
} from '../../core/document/planePrompt';
import { findObject } from '../../core/document/state';
import { labelInPlane } from '../../core/document/throughPlane';
import { volumeOf, type PlanePlace } from '../../core/image/slicePlace';
import type { Mask } from '../../core/mask/mask';
import { decodeRunLength, encodeRunLength, type RunLengthMask } from '../../core/mask/runLength';
import {
  nextCandidate,
  type CandidatePlace,
  type PlanePrompt,
  type Prompt,
  type SegmentPrompt,
} from '../../core/prompt/prompt';
import type { PreviewMask, SliceView } from '../../core/protocol/hostApi';
import type { SegmentedObject } from '../../core/protocol/inferenceApi';
import { t } from '../../core/text/message';
import { planeSize } from '../../core/view/plane';
import { readInferencePlane, type InferencePlane } from '../../node/inference/inferencePlane';
import { paintedObject } from './painting';
import type { PromptedDocument, PromptServices } from './prompting';
import { signature } from './signature';

/** A plane as it is shown. */
type PlaneView = PlanePlace & Pick<SliceView, 'window'>;

/** A label in a plane with the model's answer. */
interface Answered {
  readonly prompted: Prompted;
  readonly mask: Mask;
  readonly corrects: boolean;
  readonly replaces: boolean;
  readonly candidate?: CandidatePlace | undefined;
}

type Labelled = Pick<Prompted, 'label' | 'prompt'>;

/** Asks the model about planes across the slices, and writes its answers into the slices. */
export class PlanePrompting {
  readonly #document: PromptedDocument;
  readonly #services: Pick<PromptServices, 'client' | 'taught'>;
  /** The plane that was asked about last: a prompt that is being drawn asks again and again. */
  #prepared: { readonly key: string; readonly plane: Promise<InferencePlane> } | undefined;
  /** The answer to the prompt that was replaced last. */
  #earlier: { readonly key: string; readonly mask: Mask } | undefined;

  constructor(document: PromptedDocument, services: Pick<PromptServices, 'client' | 'taught'>) {
    this.#document = document;
    this.#services = services;
  }

  /** Forgets the plane of an image that was replaced. */
  forget(): void {
    this.#prepared = undefined;
    this.#earlier = undefined;
  }

  /** Encodes a plane, so that the first preview is immediate. */
  async encode(view: PlaneView): Promise<void> {
    const { image } = await this.#prepare(view);
    await this.#services.client.encode(image);
  }

  /** What would become of the mask in the plane with a prompt that is still being drawn, for the label of the object `id` or the next one. */
  async preview(view: PlaneView, prompt: Prompt, id: string | null): Promise<PreviewMask> {
    const { mask } = await this.#answer(view, prompt, id, 'preview');
    return { mask: encodeRunLength(mask) };
  }

  /**
   * Writes the answer to a prompt into the slices, and selects an object that it has changed.
   * @throws UserError `bad-prompt` when the model finds nothing there, `bad-input` for a locked object
   */
  async commit(view: PlaneView, prompt: Prompt, id: string | null): Promise<void> {
    const { prompted, ...answered } = await this.#answer(view, prompt, id, 'assessed');
    const document = this.#document;
    const { image, model } = await document.open();
    const { name, sha256 } = await this.#services.client.start();
    const edit = planePromptEdit(
      model.state,
      prompted,
      { ...answered, slice: image.info },
      {
        ...{ model: { name, sha256 }, ...signature() },
        ...{ window: view.window ?? undefined, known: document.knownLabels },
      },
    );
    if (edit.changes.length === 0) {
      throw new UserError('bad-prompt', {
        problem: t`The model found nothing that is not in the mask already.`,
        advice: t`Draw the box closer around the object, or add a positive point.`,
      });
    }
    document.edit(edit);
    document.select(id !== null && findObject(document.state, id) !== undefined ? id : paintedObject(edit));
  }

  /** Whether the model has several answers to the clicks that the selected object has in a plane. */
  hasCandidates(place: PlanePlace): boolean {
    return (this.#selectedIn(place)?.candidate?.count ?? 1) > 1;
  }

  /** Writes the next or the previous of those answers into the slices, in the place of the one before, going round at the ends. */
  async stepCandidate(step: 1 | -1, view: PlaneView): Promise<void> {
    const { prompt, candidate } = this.#selectedIn(view) ?? {};
    if (prompt === undefined || candidate === undefined) throw new RangeError('There are no candidates in the plane.');
    const next = nextCandidate(candidate, step);
    await this.commit(view, { ...prompt, candidate: next }, this.#document.selected);
  }

  /** The prompt that the selected object has in a plane. */
  #selectedIn(place: PlanePlace): PlanePrompt | undefined {
    const { selected, state } = this.#document;
    const object = selected === null ? undefined : findObject(state, selected);
    if (object === undefined || volumeOf(object) !== volumeOf(place)) return undefined;
    return planePromptsOf(object).find(({ normal, index }) => normal === place.normal && index === place.index);
  }

  async #answer(view: PlaneView, prompt: Prompt, id: string | null, kind: 'preview' | 'assessed'): Promise<Answered> {
    const document = this.#document;
    const object = id === null ? undefined : findObject(document.state, id);
    if (object?.locked === true) throw lockedError(object);
    const { hidden } = document;
    const prompted = { place: view, label: object?.label ?? document.label.name, hidden, prompt };
    const { image, picture } = await this.#prepare(view);
    const { info } = (await document.open()).image;
    const before = labelInPlane(document.state, prompted, planeSize(info, view.normal));
    // A prompt without an object is one more of its label.
    const replaced = object === undefined ? undefined : changedInPlane(document.state, prompted);
    const corrects = replaced === undefined && correctsPlane(document.state, prompted, before);
    const previous = await this.#previous(corrects, () => encodeRunLength(picture.maskToPicture(before)));
    const asked = { ...picture.toPicture(prompt), ...previous };
    const answer = await this.#segment(image, asked, kind, corrects ? undefined : prompted);
    const found = picture.maskToImage(decodeRunLength(answer.mask));
    if (!found.data.includes(1) && kind === 'assessed' && !corrects) {
      throw new UserError('bad-prompt', {
        problem: t`The model found no object.`,
        advice: t`Draw the box closer around the object, or add a positive point.`,
      });
    }
    const earlier = replaced && (await this.#answerTo(view, { ...prompted, prompt: replaced }));
    const mask = answeredInPlane(document.state, prompted, before, found, earlier);
    return { prompted, corrects, replaces: replaced !== undefined, candidate: answer.candidate, mask };
  }

  /** The answer to a prompt that is replaced, to take it back. It is kept: a prompt that is being changed asks again and again. */
  async #answerTo(view: PlaneView, prompted: Labelled): Promise<Mask> {
    const { label, prompt } = prompted;
    const key = JSON.stringify([planeKey(view), label, prompt]);
    if (this.#earlier?.key === key) return this.#earlier.mask;
    const { image, picture } = await this.#prepare(view);
    const answer = await this.#segment(image, picture.toPicture(prompt), 'assessed', prompted);
    const mask = picture.maskToImage(decodeRunLength(answer.mask));
    this.#earlier = { key, mask };
    return mask;
  }

  /** @param prompted a label that is not corrected: what it was taught answers where it does better than the model's own */
  async #segment(
    image: InferencePlane['image'],
    asked: SegmentPrompt,
    kind: 'preview' | 'assessed',
    prompted: Labelled | undefined,
  ): Promise<SegmentedObject> {
    const { client, taught } = this.#services;
    const { fsPath } = this.#document.uri;
    const decoder = prompted && (await taught.decoderFor(fsPath, prompted.label, prompted.prompt));
    const [answer] = (await client.segment(image, [asked], kind, neverCancelled, 'interactive', decoder)).objects;
    if (answer === undefined) throw new RangeError('The model returned no mask.');
    return answer;
  }

  /** The mask to be corrected, for models that take one. */
  async #previous(corrects: boolean, mask: () => RunLengthMask): Promise<{ previous?: RunLengthMask }> {
    return corrects && (await this.#services.client.start()).prompts.mask ? { previous: mask() } : {};
  }

  async #prepare(view: PlaneView): Promise<InferencePlane> {
    const key = planeKey(view);
    if (this.#prepared?.key === key) return this.#prepared.plane;
    const { image, planes } = await this.#document.open();
    const plane = readInferencePlane(image, planes, view, view.window);
    this.#prepared = { key, plane };
    try {
      return await plane;
    } catch (error) {
      if (this.#prepared.plane === plane) this.#prepared = undefined;
      throw error;
    }
  }
}

function planeKey(view: PlaneView): string {
  const { normal, index, window } = view;
  return JSON.stringify([normal, index, volumeOf(view), window]);
}
