import { neverCancelled } from '../../core/base/cancellation';
import { UserError } from '../../core/base/error';
import type { Edit } from '../../core/document/edit';
import { changedStatus } from '../../core/document/changedStatus';
import { addObject, replaceObject } from '../../core/document/edits';
import { corrected, correctionPrompt } from '../../core/document/correction';
import { lockedError } from '../../core/document/locks';
import { newObject, promptOf, proposalOf } from '../../core/document/newObject';
import { findObject, freeId, type DocumentState } from '../../core/document/state';
import type { Rect } from '../../core/geometry/rect';
import type { RgbImage } from '../../core/image/rgbImage';
import { isSamePlace, placeOf, volumeOf } from '../../core/image/slicePlace';
import type { LabelSet } from '../../core/labels/labelSet';
import { isCorrection, nextCandidate, type Prompt, type SegmentPrompt } from '../../core/prompt/prompt';
import type { ModelInput, SliceView } from '../../core/protocol/hostApi';
import type { SegmentedObject, TaughtDecoder } from '../../core/protocol/inferenceApi';
import type { SidecarObject } from '../../core/sidecar/sidecar';
import { t } from '../../core/text/message';
import { likelyNext } from '../../core/view/likelyNext';
import { readInferenceSlice } from '../../node/inference/inferenceSlice';
import { modelInput } from '../../node/inference/modelInput';
import { readAnnotator, readEncodeAhead, readInferenceSettings } from '../config';
import type { Services } from '../services';
import type { OpenedDocument } from './openedDocument';
import { PreparedViews } from './preparedViews';

/** The document whose objects are prompted. */
export interface PromptedDocument {
  readonly uri: { readonly fsPath: string };
  readonly state: DocumentState;
  /** Id of the selected object. */
  readonly selected: string | null;
  /** Label of the next object. */
  readonly label: { readonly name: string };
  /** Labels of the image's workspace. */
  readonly knownLabels: LabelSet;
  /** Ids of the objects that are left out of view. */
  readonly hidden: ReadonlySet<string>;
  /** @throws UserError when the image or its masks cannot be read */
  open(): Promise<OpenedDocument>;
  /** Makes an edit that can be undone. */
  edit(edit: Edit): void;
  select(id: string | null): void;
}

/** What prompts are answered with. */
export interface PromptServices extends Pick<Services, 'client' | 'ahead'> {
  readonly taught: {
    /** The decoder of a label for a prompt in an image, where it answers such prompts better than the model's own. */
    decoderFor(file: string, label: string, prompt: Prompt): Promise<TaughtDecoder | undefined>;
  };
}

/** Asks the model about the slices of one image, and makes its answers objects of the document. */
export class Prompting {
  readonly #document: PromptedDocument;
  readonly #services: PromptServices;
  readonly #views: PreparedViews;
  #shown: SliceView | undefined;

  constructor(document: PromptedDocument, services: PromptServices) {
    this.#document = document;
    this.#services = services;
    this.#views = new PreparedViews(document);
  }

  /** The window of the slice that was shown last; null for images that are shown as they are, undefined before one is shown. */
  get window(): SliceView['window'] | undefined {
    return this.#shown?.window;
  }

  /** Forgets slices of an image that was replaced. */
  forget(): void {
    this.#views.forget();
    this.#shown = undefined;
  }

  /** Encodes a slice, so that the first preview is immediate, and schedules those around it. */
  async encode(view: SliceView): Promise<void> {
    const { image, isDefaultWindow, picture } = await this.#views.prepare(view);
    const before = this.#shown;
    this.#shown = view;
    const shown = await this.#services.client.encode(image);
    // Of a large image, nobody knows what is seen next.
    if (!isSamePlace(this.#shown, view) || picture !== undefined) return;
    const opened = (await this.#document.open()).image;
    const next = likelyNext(
      view.slice,
      before !== undefined && volumeOf(before) === volumeOf(view) ? before.slice : undefined,
      opened.info.slices,
      readEncodeAhead(),
    );
    const window = isDefaultWindow ? undefined : view.window;
    this.#services.ahead.plan(
      shown,
      next.map((slice) => async () => (await readInferenceSlice(opened, { ...view, slice }, window)).image),
    );
  }

  /** The pixels that the model gets for a slice, or for the zoom-in region of a box. */
  async modelInput(view: SliceView, box: Rect | null): Promise<ModelInput> {
    const { modelDir } = readInferenceSettings();
    const { image, picture } = await this.#views.prepare(
      box === null ? view : await this.#views.viewFor(view, { box, points: [] }, true),
    );
    if (picture === undefined) return modelInput(image, modelDir, box);
    return { ...(await modelInput(image, modelDir, null)), region: picture.frame.rect };
  }

  /** A slice as the model sees it. */
  async see(view: SliceView): Promise<RgbImage> {
    return (await this.#views.prepare(view)).image;
  }

  /** The model's answers to prompts on any slice; changes nothing. */
  async ask(view: SliceView, prompts: readonly SegmentPrompt[]): Promise<readonly SegmentedObject[]> {
    const { image } = await this.#views.prepare(view);
    if (image.frame !== undefined) throw new RangeError('A large image is asked about region by region.');
    return (await this.#services.client.segment(image, prompts, 'assessed')).objects;
  }

  /** The mask for a prompt that is still being drawn, for the object `id` or a new one. */
  preview(view: SliceView, prompt: Prompt, id: string | null): Promise<SegmentedObject> {
    return this.#segment(view, prompt, id, 'preview');
  }

  /**
   * Makes a prompt an object, or gives the object `id` a new prompt and mask. The object is a draft until a person accepts it,
   * or corrects it with further clicks.
   * @returns the object's id
   * @throws UserError `bad-prompt` when the model finds nothing there, `bad-input` for a locked object
   */
  async commit(view: SliceView, prompt: Prompt, id: string | null): Promise<string> {
    const prompted = id === null ? undefined : findObject(this.#document.state, id);
    if (prompted?.locked === true) throw lockedError(prompted);
    const isCorrected = id !== null && this.#corrected(id, view, prompt) !== undefined;
    const segmented = await this.#segment(view, prompt, id, 'assessed');
    const { model } = await this.#document.open();
    if (segmented.mask.counts.length < 2) {
      throw new UserError('bad-prompt', {
        problem: t`The model found no object.`,
        advice: t`Draw the box closer around the object, or add a positive point.`,
      });
    }
    const loaded = await this.#services.client.start();
    // Only now: other prompts may have been answered, and objects deleted, while this one waited.
    const old = id === null ? undefined : findObject(model.state, id);
    const object = newObject({
      id: old?.id ?? freeId(new Set(model.state.objects.map((each) => each.id))),
      label: old?.label ?? this.#document.label.name,
      ...placeOf(view),
      prompt,
      segmented,
      model: loaded,
      origin: 'human',
      status: changedStatus(old, segmented.mask, isCorrected ? 'changed' : 'prompted'),
      proposal: old && proposalOf(old),
      by: readAnnotator(),
      at: new Date(),
    });
    const window = view.window ?? undefined;
    this.#document.edit(
      old === undefined
        ? addObject(model.state, object, window, this.#document.knownLabels)
        : replaceObject(model.state, object, window, this.#document.knownLabels),
    );
    this.#document.select(object.id);
    return object.id;
  }

  /**
   * Gives the selected object the next or the previous of the masks that the model has for its clicks, going round at the
   * ends.
   * @param window the object's slice is shown in
   * @throws UserError `bad-input` when no object is selected, or it has no other candidates
   */
  async stepCandidate(step: 1 | -1, window: SliceView['window']): Promise<void> {
    const object =
      this.#document.selected === null ? undefined : findObject(this.#document.state, this.#document.selected);
    const [rank, count] = object?.prompt.candidate ?? [1, 1];
    if (object === undefined || count < 2) {
      throw new UserError('bad-input', {
        problem: object === undefined ? t`No object is selected.` : t`The selected object has no other candidates.`,
        advice: t`Clicks give several candidates only with models trained on boxes alone.`,
      });
    }
    const candidate = nextCandidate({ rank, count }, step);
    await this.commit(
      { slice: object.slice, volume: volumeOf(object), window },
      { ...promptOf(object.prompt), candidate },
      object.id,
    );
  }

  async #segment(
    view: SliceView,
    prompt: Prompt,
    id: string | null,
    kind: 'preview' | 'assessed',
  ): Promise<SegmentedObject> {
    const { image, picture } = await this.#views.prepare(await this.#views.viewFor(view, prompt, kind === 'assessed'));
    const before = id === null ? undefined : this.#corrected(id, view, prompt);
    // Only a correction needs to know the model beforehand; a preview must not wait for it.
    const takesMask = before !== undefined && (await this.#services.client.start()).prompts.mask;
    const onSlice = takesMask ? correctionPrompt(before, prompt) : prompt;
    const asked = picture?.toPicture(onSlice) ?? onSlice;
    const taught = before === undefined ? await this.#ownDecoder(prompt, id) : undefined;
    const { objects } = await this.#services.client.segment(
      image,
      [asked],
      kind,
      neverCancelled,
      'interactive',
      taught,
    );
    const [object] = objects;
    if (object === undefined) throw new RangeError('The model returned no mask.');
    return before === undefined ? object : corrected(before, object, prompt);
  }

  /** The decoder of the label that is prompted, where it does better than the model's own. */
  async #ownDecoder(prompt: Prompt, id: string | null): Promise<TaughtDecoder | undefined> {
    const { uri, state, label } = this.#document;
    const object = id === null ? undefined : findObject(state, id);
    return this.#services.taught.decoderFor(uri.fsPath, object?.label ?? label.name, prompt);
  }

  /**
   * The object whose mask clicks added to it are to correct. The mask is the one that the sidecar stores, so that a correction comes
   * out the same after the image was closed.
   */
  #corrected(id: string, view: SliceView, prompt: Prompt): SidecarObject | undefined {
    const object = findObject(this.#document.state, id);
    const isThere = object !== undefined && isSamePlace(object, view);
    return isThere && isCorrection(promptOf(object.prompt), prompt) ? object : undefined;
  }
}
