import * as vscode from 'vscode';
import type { Disposable } from '../../core/base/disposable';
import { UserError } from '../../core/base/error';
import { DocumentModel } from '../../core/document/documentModel';
import { invertEdit, type Edit } from '../../core/document/edit';
import { judgeObjects, relabelObject, removeObject } from '../../core/document/edits';
import { promptOf } from '../../core/document/newObject';
import { emptyState, findObject, type DocumentState } from '../../core/document/state';
import type { SeriesMode } from '../../core/formats/dicom/series/seriesMode';
import { placeOf } from '../../core/image/slicePlace';
import { colorOf, labelNamed, offeredNames } from '../../core/labels/labelNamed';
import type { LabelSet } from '../../core/labels/labelSet';
import type { CandidatePlace } from '../../core/prompt/prompt';
import type { ViewDocument } from '../../core/protocol/viewDocument';
import type { Verdict } from '../../core/review/verdict';
import type { SidecarLabel, SidecarObject } from '../../core/sidecar/sidecar';
import { openImage } from '../../node/image/openImage';
import { VolumePlanes } from '../../node/image/volumePlanes';
import { isTrainedWithBoxesOnly } from '../../node/inference/inferenceStatus';
import type { ImagePlace } from '../../node/series/folderSeries';
import { readAnnotator, readSeriesMode } from '../config';
import type { Services } from '../services';
import { readBackup } from './backup';
import { findPlace } from './findPlace';
import type { OpenedDocument } from './openedDocument';
import { Prompting, type PromptedDocument } from './prompting';
import { Saving, type SavedDocument } from './saving';

/**
 * One image under edit: its pixels, its objects, what is selected. Pages come and go; this stays while the file is open.
 * The image is read on first use, and read again after a failure. Its prompts are answered by {@link Prompting}, its masks
 * read and written by {@link Saving}.
 */
export class ImageDocument implements vscode.CustomDocument, PromptedDocument, SavedDocument {
  readonly uri: vscode.Uri;
  readonly prompting: Prompting;
  readonly saving: Saving;
  readonly #services: Services;
  readonly #backup: vscode.Uri | undefined;
  readonly #labelsChanged: vscode.Disposable;
  readonly #edited = new vscode.EventEmitter<Edit>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #ended = new vscode.EventEmitter<void>();
  readonly #statusChanges: Disposable;
  #placing: Promise<ImagePlace> | undefined;
  #series: SeriesMode = readSeriesMode();
  #opening: Promise<OpenedDocument> | undefined;
  #opened: OpenedDocument | undefined;
  #selected: string | null = null;
  #nextLabel: string | undefined;
  #review: string | undefined;
  #boxesOnly: boolean;
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
    this.prompting = new Prompting(this, services);
    this.saving = new Saving(this);
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

  select(id: string | null): void {
    this.#selected = id !== null && findObject(this.state, id) !== undefined ? id : null;
    this.#changed.fire();
  }

  /** Makes an edit that can be undone. */
  edit(edit: Edit): void {
    this.#opened?.model.apply(edit);
    this.#edited.fire(edit);
  }

  /** Deletes an object and selects none. */
  remove(id: string): void {
    this.edit(removeObject(this.state, id));
    this.select(null);
  }

  /**
   * Says of objects that they are right or wrong.
   * @returns the edit, for {@link takeBack}
   */
  judge(ids: readonly string[], verdict: Verdict): Edit {
    const edit = judgeObjects(this.state, ids, verdict, signature());
    this.edit(edit);
    return edit;
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
      this.edit(relabelObject(this.state, object.id, name, signature(), this.knownLabels));
    }
    this.#changed.fire();
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

  async #open(): Promise<OpenedDocument> {
    await this.place();
    const image = await openImage(this.uri.fsPath, { series: this.#series });
    try {
      const saved = await this.saving.load(image);
      const unsaved = this.#backup === undefined ? [] : await readBackup(this.#backup);
      const model = new DocumentModel(saved, unsaved);
      if (this.#disposed) throw new UserError('cancelled', { problem: 'The image has been closed.' });
      // A selected object may be gone.
      model.onDidChange(() => {
        this.select(this.#selected);
      });
      this.#opened = { image, planes: new VolumePlanes(image), model };
      return this.#opened;
    } catch (error) {
      image.dispose();
      throw error;
    }
  }
}

/** A sidecar's place among candidates, as the page takes it. */
function candidateOf([rank, count]: NonNullable<SidecarObject['prompt']['candidate']>): CandidatePlace {
  return { rank, count };
}

/** Who changes an object, and when. */
function signature(): Pick<SidecarObject, 'by' | 'at'> {
  return { by: readAnnotator(), at: new Date().toISOString() };
}
