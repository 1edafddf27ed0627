import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import { announcementsOf } from '../../core/document/announcements';
import type { Edit } from '../../core/document/edit';
import { removeObjects } from '../../core/document/edits';
import { withdrawingEmpty } from '../../core/document/emptyImage';
import { Flattening, type FlattenedObject } from '../../core/document/flattening';
import { refuseLocked } from '../../core/document/locks';
import { emptyState, findObject, type DocumentState } from '../../core/document/state';
import type { LabelSet } from '../../core/labels/labelSet';
import type { SidecarLabel } from '../../core/sidecar/sidecar';
import type { Message } from '../../core/text/message';
import type { OpenedImage } from '../../node/image/openImage';
import type { ImagePlace } from '../../node/series/folderSeries';
import type { Services } from '../services';
import { DocumentView } from './documentView';
import { Labelling } from './labelling';
import type { OpenedDocument } from './openedDocument';
import { Opening } from './opening';
import type { Overlaps } from './overlaps';
import { Painting } from './painting';
import { PlanePrompting } from './planePrompting';
import { Prompting, type PromptedDocument, type PromptServices } from './prompting';
import { Saving, type SavedDocument } from './saving';
import { DrawnArea, type UnfinishedAreas } from './unfinishedArea';
import type { UnsavedEdits } from './unsavedEdits';
import type { UsedLabels } from './usedLabels';

/** What documents share: also the labels that have been taught. */
export interface DocumentServices extends Services {
  readonly taught: PromptServices['taught'];
}

/** What is remembered of images from one session to the next. */
export interface Memory {
  readonly unsaved: UnsavedEdits;
  readonly areas: UnfinishedAreas;
  readonly overlaps: Overlaps;
  readonly usedLabels: UsedLabels;
  /** How files of the workspace are read that can be read in several ways. */
  readonly readings: vscode.Memento;
}

/**
 * One image under edit: its pixels, its objects, what is selected. Pages come and go; this stays while the file is open.
 * The image is read on first use by {@link Opening}, and again after a failure. Its masks are read and written by {@link Saving},
 * shown by {@link DocumentView} and labelled by {@link Labelling}; its prompts are answered by {@link Prompting}, its strokes made
 * edits by {@link Painting}.
 */
export class ImageDocument implements vscode.CustomDocument, PromptedDocument, SavedDocument {
  readonly uri: vscode.Uri;
  readonly prompting: Prompting;
  readonly planePrompting: PlanePrompting;
  readonly painting: Painting;
  readonly saving: Saving;
  readonly shown: DocumentView;
  readonly labelling: Labelling;
  readonly drawnArea: DrawnArea;
  readonly #services: DocumentServices;
  readonly #opener: Opening;
  readonly #usedLabels: UsedLabels;
  readonly #overlaps: Overlaps;
  readonly #flattening = new Flattening();
  readonly #edited = new vscode.EventEmitter<Edit>();
  readonly #corrected = new vscode.EventEmitter<Edit>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #announced = new vscode.EventEmitter<readonly Message[]>();
  readonly #ended = new vscode.EventEmitter<void>();
  readonly #reopened = new vscode.EventEmitter<void>();
  #opening: Promise<OpenedDocument> | undefined;
  #opened: OpenedDocument | undefined;
  #selection: readonly string[] = [];
  #isBroken = false;
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

  constructor(
    uri: vscode.Uri,
    backup: vscode.Uri | undefined,
    services: DocumentServices,
    { unsaved, areas, overlaps, usedLabels, readings }: Memory,
  ) {
    this.#usedLabels = usedLabels;
    this.uri = uri;
    this.#overlaps = overlaps;
    this.#services = services;
    this.prompting = new Prompting(this, services);
    this.planePrompting = new PlanePrompting(this, services);
    this.painting = new Painting(this, services.maskStore);
    this.saving = new Saving(this, overlaps, services.maskStore);
    this.drawnArea = new DrawnArea(uri.fsPath, areas);
    this.#opener = new Opening(this, { backup, unsaved, readings });
    const changed = (): void => {
      this.#changed.fire();
    };
    this.shown = new DocumentView(this, services);
    this.shown.onDidChange(changed);
    this.labelling = new Labelling(this, changed);
  }

  get isDirty(): boolean {
    return this.#opened?.model.isDirty ?? false;
  }

  /** Whether the image could not be opened, so that there is nothing to work on. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** Objects and labels; none before the image is open. */
  get state(): DocumentState {
    return this.#opened?.model.state ?? emptyState;
  }

  /** Objects of which the label map shows only a part; none where the image is saved without one. */
  get flattened(): readonly FlattenedObject[] {
    return this.#overlaps.layoutOf(this.uri, this.#opened?.image) === 'beside' ? this.overlapping : [];
  }

  /** Objects whose pixels others in front of them cover, in whatever layout they are saved. */
  get overlapping(): readonly FlattenedObject[] {
    return this.#flattening.of(this.state.objects);
  }

  /** Asks how overlapping objects are saved. @returns whether something was chosen */
  chooseOverlaps(): Promise<boolean> {
    return this.#overlaps.chooseAgain(this.uri, this.#opened?.image ?? {}, this.overlapping);
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
      const opened = await this.#opening;
      this.#isBroken = false;
      return opened;
    } catch (error) {
      this.#opening = undefined;
      this.#isBroken = true;
      this.#changed.fire();
      throw error;
    }
  }

  /** Where the image is found: in this file, or in another one that stands for the series that this file belongs to. */
  place(): Promise<ImagePlace> {
    return this.#opener.place();
  }

  /** Opens the image's file again, as it is now. @throws UserError as `openImage` */
  openAgain(): Promise<OpenedImage> {
    return this.#opener.openAgain();
  }

  /** Shows image and masks as they are now on disk. Unsaved edits are forgotten. @throws UserError as {@link open} */
  async reopen(): Promise<void> {
    const before = this.#opened;
    this.#opening = this.#open();
    await this.open();
    before?.image.dispose();
    this.prompting.forget();
    this.planePrompting.forget();
    this.drawnArea.forget();
    this.#reopened.fire();
    this.select(null);
  }

  /** Shows another array of a NumPy archive, which the masks beside it fit. Unsaved edits are forgotten. @throws UserError as {@link open} */
  async showArray(array: string): Promise<void> {
    await this.#opener.useArray(array);
    await this.reopen();
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

  /** Ids of the objects that are left out of view. */
  get hidden(): ReadonlySet<string> {
    return this.shown.hidden;
  }

  /** Labels of the image's workspace. */
  get knownLabels(): LabelSet {
    return this.#services.labels.of(this.uri);
  }

  get usedLabels(): readonly string[] {
    return this.#usedLabels.of(this.uri);
  }

  rememberLabel(name: string): void {
    this.#usedLabels.use(this.uri, name);
  }

  /** Label of the next object. */
  get label(): SidecarLabel {
    return this.labelling.next;
  }

  undo(edit: Edit): void {
    this.#opened?.model.undo(edit);
  }

  redo(edit: Edit): void {
    this.#opened?.model.apply(edit);
  }

  dispose(): void {
    this.#disposed = true;
    // Who closes an image without saving does not want its edits.
    if (this.#opened !== undefined) {
      this.#opener.keepUnsaved([]);
      this.drawnArea.forget();
    }
    this.shown.dispose();
    this.#ended.fire();
    this.#opened?.image.dispose();
    const emitters = [this.#ended, this.#edited, this.#corrected, this.#changed, this.#announced, this.#reopened];
    for (const emitter of emitters) emitter.dispose();
  }

  async #open(): Promise<OpenedDocument> {
    const { opened, restored } = await this.#opener.open(() => !this.#disposed);
    const { model } = opened;
    // A selected object may be gone.
    let before = model.state;
    model.onDidChange((state) => {
      this.selectAll(this.#selection);
      this.#announced.fire(announcementsOf(before, state));
      before = state;
      this.#opener.keepUnsaved(model.unsavedEdits);
    });
    this.#opened = opened;
    for (const edit of restored) this.#edited.fire(edit);
    return opened;
  }
}
