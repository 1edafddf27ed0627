import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposable';
import { UserError } from '../../core/base/error';
import { LruMap } from '../../core/base/lru';
import { DocumentModel } from '../../core/document/documentModel';
import { invertEdit, type Edit } from '../../core/document/edit';
import { addObject, judgeObjects, relabelObject, removeObject, replaceObject } from '../../core/document/edits';
import { newObject, promptOf, proposalOf } from '../../core/document/newObject';
import { emptyState, findObject, type DocumentState } from '../../core/document/state';
import { colored, colorOf, labelNamed, offeredNames } from '../../core/labels/labelNamed';
import type { LabelSet } from '../../core/labels/labelSet';
import type { RunLengthMask } from '../../core/mask/runLength';
import type { Rect } from '../../core/geometry/rect';
import { isSamePlace, placeOf, volumeOf } from '../../core/image/slicePlace';
import type { SliceView, ModelInput } from '../../core/protocol/hostApi';
import type { SegmentedObject } from '../../core/protocol/inferenceApi';
import { isCorrection, type CandidatePlace, type Prompt } from '../../core/prompt/prompt';
import type { ViewDocument } from '../../core/protocol/viewDocument';
import type { Verdict } from '../../core/review/verdict';
import type { MaskContent } from '../../core/sidecar/maskContent';
import type { SidecarLabel, SidecarObject } from '../../core/sidecar/sidecar';
import { neighbours } from '../../core/view/neighbours';
import { writeFileAtomically } from '../../node/files/atomicWrite';
import { openImage, type OpenedImage } from '../../node/image/openImage';
import { VolumePlanes } from '../../node/image/volumePlanes';
import { readInferenceSlice, type InferenceSlice } from '../../node/inference/inferenceSlice';
import { isTrainedWithBoxesOnly } from '../../node/inference/inferenceStatus';
import type { SeriesMode } from '../../core/formats/dicom/series/seriesMode';
import { imageOfMasks } from '../../node/masks/imageOfMasks';
import { maskThread } from '../../node/masks/maskThread';
import type { ImagePlace } from '../../node/series/folderSeries';
import { modelInput } from '../../node/inference/modelInput';
import { readAnnotator, readEncodeAhead, readInferenceSettings, readLayout, readSeriesMode } from '../config';
import type { Services } from '../services';
import { readBackup } from './backup';
import { findPlace } from './findPlace';

/** An image with its masks, as opened. */
interface Opened {
  readonly image: OpenedImage;
  readonly planes: VolumePlanes;
  readonly model: DocumentModel;
}

/** Slices prepared for the model that are kept, so that a preview need not prepare them again. */
const keptLooks = 3;

/**
 * One image under edit: its pixels, its objects, what is selected. Pages come and go; this stays while the file is open.
 * The image is read on first use, and read again after a failure.
 */
export class ImageDocument implements vscode.CustomDocument {
  readonly uri: vscode.Uri;
  readonly #services: Services;
  readonly #backup: vscode.Uri | undefined;
  readonly #labelsChanged: vscode.Disposable;
  readonly #edited = new vscode.EventEmitter<Edit>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #ended = new vscode.EventEmitter<void>();
  readonly #looks = new LruMap<string, Promise<InferenceSlice>>(keptLooks);
  readonly #statusChanges: Disposable;
  #placing: Promise<ImagePlace> | undefined;
  #series: SeriesMode = readSeriesMode();
  #opening: Promise<Opened> | undefined;
  #opened: Opened | undefined;
  #version = '';
  #shown: SliceView | undefined;
  #selected: string | null = null;
  #nextLabel: string | undefined;
  #review: string | undefined;
  #boxesOnly: boolean;
  #saving: Promise<unknown> = Promise.resolve();
  #disposed = false;

  /** An edit was made that can be undone. */
  readonly onDidEdit = this.#edited.event;
  /** Objects, selection or the next label have changed. */
  readonly onDidChange = this.#changed.event;
  readonly onDidDispose = this.#ended.event;

  constructor(uri: vscode.Uri, backup: vscode.Uri | undefined, services: Services) {
    this.uri = uri;
    this.#backup = backup;
    this.#services = services;
    this.#boxesOnly = isTrainedWithBoxesOnly(services.client.status);
    this.#statusChanges = services.client.onDidChangeStatus((status) => {
      const boxesOnly = isTrainedWithBoxesOnly(status);
      if (boxesOnly === this.#boxesOnly) return;
      this.#boxesOnly = boxesOnly;
      this.#changed.fire();
    });
    this.#labelsChanged = services.labels.onDidChange(() => {
      this.#changed.fire();
    });
  }

  get isDirty(): boolean {
    return this.#opened?.model.isDirty ?? false;
  }

  /** Objects and labels; none before the image is open. */
  get state(): DocumentState {
    return this.#opened?.model.state ?? emptyState;
  }

  get selected(): string | null {
    return this.#selected;
  }

  /** What there is to know about the image, a sentence each. */
  get remarks(): readonly string[] {
    return this.#opened?.image.info.remarks ?? [];
  }

  /** Edits that are not on disk, oldest first. */
  get unsavedEdits(): readonly Edit[] {
    return this.#opened?.model.unsavedEdits ?? [];
  }

  /** @throws UserError when the image or its masks cannot be read; the next call tries again */
  async open(): Promise<Opened> {
    this.#opening ??= this.#open();
    try {
      return await this.#opening;
    } catch (error) {
      this.#opening = undefined;
      throw error;
    }
  }

  /**
   * Where the image is found: in this file, or in another one that stands for the series that this file belongs to. A file
   * whose folder a person did not want to wait for, or that has unsaved edits of its own, stays alone.
   */
  place(): Promise<ImagePlace> {
    this.#placing ??= findPlace(this.uri.fsPath, this.#series).then((found) => {
      const isElsewhere = found?.series !== undefined && found.series.anchor !== this.uri.fsPath;
      if (found !== undefined && !(isElsewhere && this.#backup !== undefined)) return found;
      this.#series = 'single';
      return { slice: 0, volume: 0 };
    });
    return this.#placing;
  }

  select(id: string | null): void {
    this.#selected = id !== null && findObject(this.state, id) !== undefined ? id : null;
    this.#changed.fire();
  }

  /** Lets the model look at a slice, so that the first preview comes at once, and plans to look at those around it. */
  async encode(view: SliceView): Promise<void> {
    const { image, isDefaultWindow } = await this.#lookAt(view);
    const before = this.#shown;
    this.#shown = view;
    const shown = await this.#services.client.encode(image);
    if (!isSamePlace(this.#shown, view)) return;
    const opened = (await this.open()).image;
    const next = neighbours(
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

  /** The pixels that the model gets of a slice, or of its closer look at a box. */
  async modelInput(view: SliceView, box: Rect | null): Promise<ModelInput> {
    const { image } = await this.#lookAt(view);
    return modelInput(image, readInferenceSettings().modelDir, box);
  }

  /** The mask for a prompt that is still being drawn, for the object `id` or a new one. */
  preview(view: SliceView, prompt: Prompt, id: string | null): Promise<SegmentedObject> {
    return this.#segment(view, prompt, id, 'preview');
  }

  /**
   * Makes a prompt an object, or gives the object `id` a new prompt and mask.
   * @returns the object's id
   * @throws UserError `bad-prompt` when the model finds nothing there
   */
  async commit(view: SliceView, prompt: Prompt, id: string | null): Promise<string> {
    const segmented = await this.#segment(view, prompt, id, 'assessed');
    const { model } = await this.open();
    if (segmented.mask.counts.length < 2) {
      throw new UserError('bad-prompt', {
        problem: 'The model finds no object there.',
        advice: 'Draw the box closer around the object, or add a positive point.',
      });
    }
    const loaded = await this.#services.client.start();
    // Only now: other prompts may have been answered, and objects deleted, while this one waited.
    const old = id === null ? undefined : findObject(model.state, id);
    const object = newObject({
      id: old?.id ?? freeId(model.state),
      label: old?.label ?? this.label.name,
      ...placeOf(view),
      prompt,
      segmented,
      model: loaded,
      origin: 'human',
      status: old !== undefined && isMachineMade(old) ? 'corrected' : 'draft',
      proposal: old && proposalOf(old),
      by: readAnnotator(),
      at: new Date(),
    });
    const window = view.window ?? undefined;
    this.#edit(
      old === undefined
        ? addObject(model.state, object, window, this.knownLabels)
        : replaceObject(model.state, object, window, this.knownLabels),
    );
    this.select(object.id);
    return object.id;
  }

  /**
   * Gives the selected object the next or the previous of the masks that the model has for its clicks, going round at the
   * ends.
   * @param window the object's slice is shown in
   * @throws UserError `bad-input` when no object is selected, or it has no other candidates
   */
  async stepCandidate(step: 1 | -1, window: SliceView['window']): Promise<void> {
    const object = this.#selected === null ? undefined : findObject(this.state, this.#selected);
    const [rank, count] = object?.prompt.candidate ?? [1, 1];
    if (object === undefined || count < 2) {
      throw new UserError('bad-input', {
        problem: object === undefined ? 'No object is selected.' : 'The selected object has no other candidates.',
        advice: 'A click into an object has several when the model was trained with boxes alone.',
      });
    }
    const candidate = ((rank - 1 + step + count) % count) + 1;
    await this.commit(
      { slice: object.slice, volume: volumeOf(object), window },
      { ...promptOf(object.prompt), candidate },
      object.id,
    );
  }

  /** Deletes an object and selects none. */
  remove(id: string): void {
    this.#edit(removeObject(this.state, id));
    this.select(null);
  }

  /**
   * Says of objects that they are right or wrong.
   * @returns the edit, for {@link takeBack}
   */
  judge(ids: readonly string[], verdict: Verdict): Edit {
    const edit = judgeObjects(this.state, ids, verdict, signature());
    this.#edit(edit);
    this.select(this.#selected);
    return edit;
  }

  /** Makes the opposite of an edit, which may have been saved. @throws UserError `conflict` when other edits came after it */
  takeBack(edit: Edit): void {
    this.#edit(invertEdit(edit));
    this.select(this.#selected);
  }

  /** Says on the page where in a review this image is, such as “3 of 120”; undefined outside of one. */
  showReview(place: string | undefined): void {
    this.#review = place;
    this.#changed.fire();
  }

  /** Labels of the image's workspace. */
  get knownLabels(): LabelSet {
    return this.#services.labels.of(this.uri);
  }

  /** Label of the next object. */
  get label(): SidecarLabel {
    const { labels } = this.state;
    const name = this.#nextLabel ?? labels[0]?.name ?? offeredNames(labels, this.knownLabels)[0]!;
    return labelNamed(labels, name, this.knownLabels);
  }

  /** Colour of the label of one of the image's objects. */
  labelColor(name: string): string {
    return colorOf(labelNamed(this.state.labels, name, this.knownLabels), this.knownLabels);
  }

  /** Labels the selected object, if there is one, and all objects to come. */
  useLabel(name: string): void {
    this.#nextLabel = name;
    const object = this.#selected === null ? undefined : findObject(this.state, this.#selected);
    if (object !== undefined && object.label !== name) {
      this.#edit(relabelObject(this.state, object.id, name, signature(), this.knownLabels));
    }
    this.#changed.fire();
  }

  undo(edit: Edit): void {
    this.#opened?.model.undo(edit);
    this.select(this.#selected);
  }

  redo(edit: Edit): void {
    this.#opened?.model.apply(edit);
    this.select(this.#selected);
  }

  /** Writes masks and sidecar beside the image. @throws UserError as `saveMasks` */
  async save(): Promise<void> {
    await this.#afterSaves(async () => {
      const { image, model } = await this.open();
      const pending = model.beginSave();
      try {
        const content = this.#contentOf(pending.state);
        const stored = await maskThread.saveMasks(imageOfMasks(image), content, {
          ...{ writer: 'human', expected: this.#version, layout: readLayout(this.uri) },
        });
        this.#version = stored.version;
        pending.succeeded();
      } catch (error) {
        pending.failed();
        throw error;
      }
    });
  }

  /** Writes a copy of the image with the masks beside it; under the image's own name it only saves the masks. */
  async saveAs(path: string): Promise<void> {
    if (path === this.uri.fsPath) {
      await this.save();
      return;
    }
    await this.#afterSaves(async () => {
      const { image, model } = await this.open();
      if (image.instances !== undefined) {
        throw new UserError('bad-input', {
          file: path,
          problem: 'A series consists of many files and cannot be saved as one.',
          advice: 'Copy its folder instead.',
        });
      }
      if ((await maskThread.maskState(path)) !== 'none') {
        throw new UserError('conflict', {
          file: path,
          problem: 'There are masks beside the file of this name, and they stay as they are.',
          advice: 'Choose another name, or move those masks away first.',
        });
      }
      await writeFileAtomically(path, await readFile(image.path));
      await maskThread.saveMasks({ ...imageOfMasks(image), path }, this.#contentOf(model.state), {
        ...{ writer: 'human', layout: readLayout(this.uri) },
      });
    });
  }

  /** Takes over what is on disk and forgets everything unsaved. */
  async revert(): Promise<void> {
    await this.#afterSaves(async () => {
      const { image, model } = await this.open();
      const { content, version } = await maskThread.loadMasks(imageOfMasks(image));
      this.#version = version;
      model.reset(stateOf(content ?? image.content));
      this.select(this.#selected);
    });
  }

  view(): ViewDocument {
    const { state } = this;
    return {
      objects: state.objects
        .filter(({ status }) => status !== 'rejected')
        .map(({ id, label, prompt, mask, quality, ...object }) => ({
          id,
          label,
          color: this.labelColor(label),
          ...placeOf(object),
          prompt: promptOf(prompt),
          mask,
          ...(quality === undefined ? {} : { quality }),
          ...(prompt.candidate === undefined ? {} : { candidate: candidateOf(prompt.candidate) }),
        })),
      selected: this.#selected,
      label: { name: this.label.name, color: this.labelColor(this.label.name) },
      ...(this.#boxesOnly ? { boxesOnly: true } : {}),
      ...(this.#review === undefined ? {} : { review: this.#review }),
    };
  }

  async #segment(
    view: SliceView,
    prompt: Prompt,
    id: string | null,
    kind: 'preview' | 'assessed',
  ): Promise<SegmentedObject> {
    const { image } = await this.#lookAt(view);
    const previous = id === null ? undefined : this.#corrected(id, view, prompt);
    // Only a correction needs to know the model beforehand; a preview must not wait for it.
    const isTaken = previous !== undefined && (await this.#services.client.start()).prompts.mask;
    const asked = isTaken ? { ...prompt, previous } : prompt;
    const { objects } = await this.#services.client.segment(image, [asked], kind);
    const [object] = objects;
    if (object === undefined) throw new RangeError('The model answered no prompt.');
    return object;
  }

  /**
   * The mask that clicks added to an object are to correct. It is the one that the sidecar stores, so that a correction comes
   * out the same after the image was closed.
   */
  #corrected(id: string, view: SliceView, prompt: Prompt): RunLengthMask | undefined {
    const object = findObject(this.state, id);
    const isThere = object !== undefined && isSamePlace(object, view);
    return isThere && isCorrection(promptOf(object.prompt), prompt) ? object.mask : undefined;
  }

  dispose(): void {
    this.#disposed = true;
    this.#statusChanges.dispose();
    this.#labelsChanged.dispose();
    this.#ended.fire();
    this.#ended.dispose();
    this.#opened?.image.dispose();
    this.#edited.dispose();
    this.#changed.dispose();
  }

  async #open(): Promise<Opened> {
    await this.place();
    const image = await openImage(this.uri.fsPath, { series: this.#series });
    try {
      const { content, version } = await maskThread.loadMasks(imageOfMasks(image));
      const unsaved = this.#backup === undefined ? [] : await readBackup(this.#backup);
      const model = new DocumentModel(stateOf(content ?? image.content), unsaved);
      if (this.#disposed) throw new UserError('cancelled', { problem: 'The image has been closed.' });
      model.onDidChange(() => {
        this.#changed.fire();
      });
      this.#version = version;
      this.#opened = { image, planes: new VolumePlanes(image), model };
      return this.#opened;
    } catch (error) {
      image.dispose();
      throw error;
    }
  }

  async #lookAt({ window, ...at }: SliceView): Promise<InferenceSlice> {
    const { image } = await this.open();
    const key = JSON.stringify([placeOf(at), window]);
    const known = this.#looks.get(key);
    if (known !== undefined) return known;
    const view = readInferenceSlice(image, at, window);
    this.#looks.set(key, view);
    try {
      return await view;
    } catch (error) {
      this.#looks.delete(key);
      throw error;
    }
  }

  /** What is written, in the colours that the workspace gives its labels. */
  #contentOf({ labels, objects, window }: DocumentState): MaskContent {
    return { labels: colored(labels, this.knownLabels), objects, ...(window === undefined ? {} : { window }) };
  }

  #edit(edit: Edit): void {
    this.#opened?.model.apply(edit);
    this.#edited.fire(edit);
  }

  /** Runs after the saves that have been asked for, so that none overtakes another. */
  async #afterSaves(work: () => Promise<void>): Promise<void> {
    const done = this.#saving.then(work);
    this.#saving = done.catch(() => undefined);
    await done;
  }
}

function stateOf(content: MaskContent | undefined): DocumentState {
  return content ?? emptyState;
}

/** A sidecar's place among candidates, as the page takes it. */
function candidateOf([rank, count]: NonNullable<SidecarObject['prompt']['candidate']>): CandidatePlace {
  return { rank, count };
}

/** Who changes an object, and when. */
function signature(): Pick<SidecarObject, 'by' | 'at'> {
  return { by: readAnnotator(), at: new Date().toISOString() };
}

/** Whether a machine made an object, be it that a person has corrected it since. */
function isMachineMade({ origin, status }: SidecarObject): boolean {
  return origin === 'machine' || status === 'corrected';
}

/** An id that no object has. */
function freeId({ objects }: DocumentState): string {
  const used = new Set(objects.map(({ id }) => id));
  let next = objects.length + 1;
  while (used.has(String(next))) next++;
  return String(next);
}
