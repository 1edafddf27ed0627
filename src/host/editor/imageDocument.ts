import path from 'node:path';
import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposable';
import { UserError } from '../../core/base/error';
import { announcementsOf } from '../../core/document/announcements';
import { contentEdit } from '../../core/document/contentEdit';
import { DocumentModel } from '../../core/document/documentModel';
import { invertEdit, type Edit } from '../../core/document/edit';
import { judgeObjects, relabelObjects, removeObjects } from '../../core/document/edits';
import { acceptAsEmpty, withdrawingEmpty } from '../../core/document/emptyImage';
import { Flattening, type FlattenedObject } from '../../core/document/flattening';
import { refuseLocked } from '../../core/document/locks';
import { unsavedOn } from '../../core/document/replay';
import { promptOf } from '../../core/document/newObject';
import { planePromptsOf } from '../../core/document/planePrompt';
import { emptyState, findObject, freeId, type DocumentState } from '../../core/document/state';
import type { SeriesMode } from '../../core/formats/dicom/series/seriesMode';
import { placeOf } from '../../core/image/slicePlace';
import { colorOf, labelNamed, offeredNames } from '../../core/labels/labelNamed';
import type { LabelNames } from '../../core/labels/renameLabel';
import type { LabelSet } from '../../core/labels/labelSet';
import type { RunLengthMask } from '../../core/mask/runLength';
import type { CandidatePlace } from '../../core/prompt/prompt';
import type { ViewDocument, ViewObject } from '../../core/protocol/viewDocument';
import type { Verdict } from '../../core/review/verdict';
import type { SidecarLabel, SidecarObject } from '../../core/sidecar/sidecar';
import { t, type Message } from '../../core/text/message';
import { openImage, type OpenedImage } from '../../node/image/openImage';
import { VolumePlanes } from '../../node/image/volumePlanes';
import { VolumeWindows } from '../../node/image/volumeWindows';
import { isTrainedWithBoxesOnly } from '../../node/inference/inferenceStatus';
import type { ImagePlace } from '../../node/series/folderSeries';
import { readSeriesMode } from '../config';
import { localize } from '../l10n/localize';
import type { Services } from '../services';
import { readBackup } from './backup';
import { findPlace } from './findPlace';
import { MaskLook } from './maskLook';
import type { OpenedDocument } from './openedDocument';
import type { Overlaps } from './overlaps';
import { Painting } from './painting';
import { PlanePrompting } from './planePrompting';
import { Prompting, type PromptedDocument } from './prompting';
import { Saving, type SavedDocument } from './saving';
import { signature } from './signature';
import type { UnsavedEdits } from './unsavedEdits';

/** What is remembered of images from one session to the next. */
export interface Memory {
  readonly unsaved: UnsavedEdits;
  readonly overlaps: Overlaps;
}

/**
 * One image under edit: its pixels, its objects, what is selected. Pages come and go; this stays while the file is open.
 * The image is read on first use, and read again after a failure. Its prompts are answered by {@link Prompting}, its
 * strokes made edits by {@link Painting}, its masks read and written by {@link Saving}.
 */
export class ImageDocument implements vscode.CustomDocument, PromptedDocument, SavedDocument {
  readonly uri: vscode.Uri;
  readonly prompting: Prompting;
  readonly planePrompting: PlanePrompting;
  readonly painting = new Painting(this);
  readonly saving: Saving;
  readonly #services: Services;
  readonly #unsaved: UnsavedEdits;
  readonly #overlaps: Overlaps;
  readonly #flattening = new Flattening();
  #backup: vscode.Uri | undefined;
  readonly #labelsChanged: vscode.Disposable;
  readonly #look = new MaskLook();
  readonly #edited = new vscode.EventEmitter<Edit>();
  readonly #corrected = new vscode.EventEmitter<Edit>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #announced = new vscode.EventEmitter<readonly Message[]>();
  readonly #ended = new vscode.EventEmitter<void>();
  readonly #reopened = new vscode.EventEmitter<void>();
  readonly #statusChanges: Disposable;
  #placing: Promise<ImagePlace> | undefined;
  #series: SeriesMode = readSeriesMode();
  #opening: Promise<OpenedDocument> | undefined;
  #opened: OpenedDocument | undefined;
  #selection: readonly string[] = [];
  #nextLabel: string | undefined;
  #review: string | undefined;
  readonly #views = new WeakMap<SidecarObject, ViewObject>();
  #preview: ReadonlyMap<string, RunLengthMask> = new Map();
  #propagated: { readonly made: readonly SidecarObject[]; readonly replaced: ReadonlySet<string> } = {
    made: [],
    replaced: new Set(),
  };
  #boxesOnly: boolean;
  #disposed = false;

  /** An edit was made that can be undone. */
  readonly onDidEdit = this.#edited.event;
  /** An edit was made that may correct a slice. */
  readonly onDidCorrect = this.#corrected.event;
  /** Objects, selection or the next label have changed. */
  readonly onDidChange = this.#changed.event;
  /** Something has happened to masks that screen readers should say. */
  readonly onDidAnnounce = this.#announced.event;
  readonly onDidDispose = this.#ended.event;
  /** Another image is shown: that of the same file, which was replaced. */
  readonly onDidReopen = this.#reopened.event;

  constructor(uri: vscode.Uri, backup: vscode.Uri | undefined, services: Services, { unsaved, overlaps }: Memory) {
    this.uri = uri;
    this.#backup = backup;
    this.#unsaved = unsaved;
    this.#overlaps = overlaps;
    this.#services = services;
    this.prompting = new Prompting(this, services);
    this.planePrompting = new PlanePrompting(this, services);
    this.saving = new Saving(this, overlaps, services.maskStore);
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
    this.#look.onDidChange(() => {
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

  /** Objects of which the label map shows only a part; none where each object is saved in a file of its own. */
  get flattened(): readonly FlattenedObject[] {
    return this.#overlaps.layoutOf(this.uri) === 'objects' ? [] : this.overlapping;
  }

  /** Objects whose pixels others in front of them cover, in whatever layout they are saved. */
  get overlapping(): readonly FlattenedObject[] {
    return this.#flattening.of(this.state.objects);
  }

  /** Asks how overlapping objects are saved. @returns whether something was chosen */
  chooseOverlaps(): Promise<boolean> {
    return this.#overlaps.chooseAgain(this.uri, this.overlapping);
  }

  get opened(): OpenedDocument | undefined {
    return this.#opened;
  }

  /** Id of the selected object; of several the one that tools change. */
  get selected(): string | null {
    return this.#selection[0] ?? null;
  }

  /** Ids of all selected objects, {@link selected} first. */
  get selection(): readonly string[] {
    return this.#selection;
  }

  /** What there is to know about the image, a sentence each. */
  get remarks(): readonly Message[] {
    const { readOnly } = this.saving;
    return [...(readOnly === undefined ? [] : [readOnly]), ...(this.#opened?.image.info.remarks ?? [])];
  }

  /** Edits that are not on disk, oldest first. */
  get unsavedEdits(): readonly Edit[] {
    return this.#opened?.model.unsavedEdits ?? [];
  }

  /** @throws UserError when the image or its masks cannot be read; the next call tries again */
  async open(): Promise<OpenedDocument> {
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

  /** Opens the image's file again, as it is now. @throws UserError as `openImage` */
  openAgain(): Promise<OpenedImage> {
    return openImage(this.uri.fsPath, { series: this.#series });
  }

  /** Shows image and masks as they are now on disk. Unsaved edits are forgotten. @throws UserError as {@link open} */
  async reopen(): Promise<void> {
    const before = this.#opened;
    this.#opening = this.#open();
    await this.open();
    before?.image.dispose();
    this.prompting.forget();
    this.planePrompting.forget();
    this.#reopened.fire();
    this.select(null);
  }

  select(id: string | null): void {
    this.selectAll(id === null ? [] : [id]);
  }

  /** Selects objects, of those that there are; the one that was selected stays first. */
  selectAll(ids: readonly string[]): void {
    const found = ids.filter((id) => findObject(this.state, id) !== undefined);
    const first = found.filter((id) => id === this.selected);
    this.#selection = [...first, ...found.filter((id) => id !== this.selected)];
    this.#changed.fire();
  }

  /**
   * Makes an edit that can be undone.
   * @returns it as it was made
   * @throws UserError `too-new` when a newer version of the program has saved the masks, `bad-input` for a locked object
   */
  edit(edit: Edit): Edit {
    const whole = this.editThrough(edit);
    this.#corrected.fire(whole);
    return whole;
  }

  /** As {@link edit}, of work that runs through the slices of a volume and corrects none of them. */
  editThrough(edit: Edit): Edit {
    const { readOnly } = this.saving;
    if (readOnly !== undefined) throw new UserError('too-new', { problem: readOnly });
    refuseLocked(this.state, edit);
    const whole = withdrawingEmpty(this.state, edit);
    this.#opened?.model.apply(whole);
    this.#edited.fire(whole);
    return whole;
  }

  /** Deletes objects and selects none. */
  remove(ids: readonly string[]): void {
    this.edit(removeObjects(this.state, ids));
    this.select(null);
  }

  /**
   * Says of objects that they are right or wrong.
   * @returns the edit, for {@link takeBack}
   */
  judge(ids: readonly string[], verdict: Verdict): Edit {
    return this.edit(judgeObjects(this.state, ids, verdict, signature()));
  }

  /** Says that there is nothing to segment in the image. @returns the edit, for {@link takeBack} */
  acceptAsEmpty(): Edit {
    return this.edit(acceptAsEmpty(this.state, signature()));
  }

  /** Makes the opposite of an edit, which may have been saved. @throws UserError `conflict` when other edits came after it */
  takeBack(edit: Edit): void {
    this.edit(invertEdit(edit));
  }

  /** Says on the page where in a review this image is, such as “3 of 120”; undefined outside of one. */
  showReview(place: string | undefined): void {
    this.#review = place;
    this.#changed.fire();
  }

  /** Shows masks, by the id of their object, in the place of the objects' own; the objects stay as they are. */
  showPreview(masks: ReadonlyMap<string, RunLengthMask>): void {
    this.#preview = masks;
    this.#changed.fire();
  }

  /** Whether an object is left out of view. Saving and exporting know nothing of it. */
  isHidden(id: string): boolean {
    return this.#look.isHidden(id);
  }

  /** Hides objects; if the first of them is hidden, shows them again. */
  toggleObjects(ids: readonly string[]): void {
    this.#look.toggle(ids);
  }

  /**
   * Shows objects that are propagated and wait for a person's decision.
   * @param replaced objects that they would replace, which are hidden meanwhile
   */
  showPropagated(made: readonly SidecarObject[], replaced: readonly SidecarObject[]): void {
    this.#propagated = { made: [...made], replaced: new Set(replaced.map(({ id }) => id)) };
    this.#changed.fire();
  }

  /** Whether propagated objects are shown that are not part of the document yet. */
  get isPropagating(): boolean {
    return this.#propagated.made.length > 0;
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

  /** Colour that an object is shown in. */
  colorOf(object: Pick<SidecarObject, 'id' | 'label' | 'status'>): string {
    return this.#look.colorOf(object, this.labelColor(object.label));
  }

  /** Colour of the label of one of the image's objects. */
  labelColor(name: string): string {
    return colorOf(labelNamed(this.state.labels, name, this.knownLabels), this.knownLabels);
  }

  /** Labels objects, the selected ones by default, and all objects to come. */
  useLabel(name: string, ids: readonly string[] = this.#selection): void {
    const edit = relabelObjects(this.state, ids, name, signature(), this.knownLabels);
    if (edit.changes.length > 0) this.edit(edit);
    this.#nextLabel = name;
    this.#changed.fire();
  }

  /**
   * Renames a label, also as that of objects to come. The edit is not saved: masks without unsaved edits are renamed on disk, and
   * read again.
   * @param change the labels and objects after it; undefined when they stay
   */
  renameLabel({ from, to }: LabelNames, change: DocumentState | undefined): void {
    if (this.#nextLabel === from) this.#nextLabel = to;
    if (change === undefined) this.#changed.fire();
    else this.edit(contentEdit(this.state, change, t`Rename label ${from} to ${to}`));
  }

  undo(edit: Edit): void {
    this.#opened?.model.undo(edit);
  }

  redo(edit: Edit): void {
    this.#opened?.model.apply(edit);
  }

  view(): ViewDocument {
    const { state } = this;
    return {
      objects: [
        ...state.objects.filter(
          ({ id, status }) => status !== 'rejected' && !this.#look.isHidden(id) && !this.#propagated.replaced.has(id),
        ),
        ...this.#propagated.made,
      ].map((object) => this.#viewObject(object)),
      selected: this.selected,
      ...(this.#selection.length > 1 ? { selection: this.#selection } : {}),
      label: { name: this.label.name, color: this.colorOf(this.#nextObject) },
      display: this.#look.display,
      ...(state.empty === undefined ? {} : { isAcceptedEmpty: true }),
      ...(this.#boxesOnly ? { boxesOnly: true } : {}),
      ...(this.#review === undefined ? {} : { review: this.#review }),
    };
  }

  /** What is known of the next object before it is there. */
  get #nextObject(): Pick<SidecarObject, 'id' | 'label' | 'status'> {
    const id = freeId(new Set(this.state.objects.map((object) => object.id)));
    return { id, label: this.label.name, status: 'draft' };
  }

  /** An object as the page draws it: the very same one for as long as it looks the same. */
  #viewObject(object: SidecarObject): ViewObject {
    const { id, label, prompt, quality } = object;
    const color = this.colorOf(object);
    const mask = this.#preview.get(id) ?? object.mask;
    const known = this.#views.get(object);
    const isPropagated = this.#propagated.made.includes(object);
    if (known?.color === color && known.mask === mask && (known.isPropagated ?? false) === isPropagated) return known;
    const view: ViewObject = {
      ...{ id, label, color, mask },
      ...placeOf(object),
      prompt: promptOf(prompt),
      ...(object.planePrompts === undefined ? {} : { planePrompts: planePromptsOf(object) }),
      ...(quality === undefined ? {} : { quality }),
      ...(object.locked === true ? { locked: true as const } : {}),
      ...(isPropagated ? { isPropagated: true as const } : {}),
      ...(prompt.candidate === undefined ? {} : { candidate: candidateOf(prompt.candidate) }),
    };
    this.#views.set(object, view);
    return view;
  }

  dispose(): void {
    this.#disposed = true;
    // Who closes an image without saving does not want its edits.
    if (this.#opened !== undefined) this.#keepUnsaved([]);
    this.#statusChanges.dispose();
    this.#labelsChanged.dispose();
    this.#look.dispose();
    this.#ended.fire();
    this.#ended.dispose();
    this.#opened?.image.dispose();
    this.#edited.dispose();
    this.#corrected.dispose();
    this.#changed.dispose();
    this.#announced.dispose();
    this.#reopened.dispose();
  }

  async #open(): Promise<OpenedDocument> {
    await this.place();
    const image = await this.openAgain();
    try {
      const saved = await this.saving.load(image);
      const isNew = this.#backup === undefined;
      const unsaved = await this.#readUnsaved(saved);
      const model = new DocumentModel(saved, unsaved);
      if (this.#disposed) throw new UserError('cancelled', { problem: t`The image has been closed.` });
      // A selected object may be gone.
      let before = model.state;
      model.onDidChange((state) => {
        this.selectAll(this.#selection);
        this.#announced.fire(announcementsOf(before, state));
        before = state;
        this.#keepUnsaved(model.unsavedEdits);
      });
      this.#backup = undefined;
      this.#opened = { image, planes: new VolumePlanes(image), windows: new VolumeWindows(image), model };
      this.#keepUnsaved(unsaved);
      // VS Code knows of edits in its own backup.
      if (isNew) for (const edit of unsaved) this.#edited.fire(edit);
      return this.#opened;
    } catch (error) {
      image.dispose();
      throw error;
    }
  }

  #keepUnsaved(edits: readonly Edit[]): void {
    this.#unsaved.keep({ image: this.uri.fsPath, version: this.saving.version, edits });
  }

  /** Edits of a session that ended without saving them: as kept at every edit, or else as VS Code has backed them up. */
  async #readUnsaved(saved: DocumentState): Promise<readonly Edit[]> {
    const kept = await this.#unsaved.read(this.uri.fsPath);
    if (kept === undefined) return this.#backup === undefined ? [] : readBackup(this.#backup);
    try {
      return unsavedOn(saved, kept.edits, kept.version === this.saving.version);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const file = await this.#unsaved.setAside(this.uri.fsPath);
      void vscode.window.showWarningMessage(
        localize`The masks of ${path.basename(this.uri.fsPath)} have changed, and unsaved edits from the last session do not fit them. They are kept in ${file}.`,
      );
      return [];
    }
  }
}

/** A sidecar's place among candidates, as the page takes it. */
function candidateOf([rank, count]: NonNullable<SidecarObject['prompt']['candidate']>): CandidatePlace {
  return { rank, count };
}
