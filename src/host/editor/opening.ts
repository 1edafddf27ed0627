import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import { DocumentModel } from '../../core/document/documentModel';
import type { Edit } from '../../core/document/edit';
import { unsavedOn } from '../../core/document/replay';
import type { DocumentState } from '../../core/document/state';
import type { SeriesMode } from '../../core/formats/dicom/series/seriesMode';
import { t } from '../../core/text/message';
import { arrayOfMasks } from '../../node/image/arrayOfMasks';
import { openImage, type OpenedImage } from '../../node/image/openImage';
import { VolumePlanes } from '../../node/image/volumePlanes';
import { VolumeWindows } from '../../node/image/volumeWindows';
import type { ImagePlace } from '../../node/series/folderSeries';
import { readSeriesMode } from '../config';
import { localize } from '../l10n/localize';
import { remember, withReadings } from '../readings';
import { readBackup } from './backup';
import { findPlace } from './findPlace';
import type { OpenedDocument } from './openedDocument';
import type { Saving } from './saving';
import type { UnsavedEdits } from './unsavedEdits';

/** Key of the question which array of an archive is meant. */
const arrayKey = 'array';

/** The document that is opened. */
interface OpenableDocument {
  readonly uri: vscode.Uri;
  readonly saving: Saving;
}

/** Where edits are kept that are not saved yet, as VS Code has backed them up and at every edit, and how files are read. */
interface Kept {
  readonly backup: vscode.Uri | undefined;
  readonly unsaved: UnsavedEdits;
  readonly readings: vscode.Memento;
}

/** Finds and reads an image and its masks, with the edits of a session that ended without saving them. */
export class Opening {
  readonly #document: OpenableDocument;
  readonly #unsaved: UnsavedEdits;
  #backup: vscode.Uri | undefined;
  readonly #readings: vscode.Memento;
  #series: SeriesMode = readSeriesMode();
  /** Of a NumPy archive, the array that a person has chosen to see. */
  #array: string | undefined;
  #placing: Promise<ImagePlace> | undefined;

  constructor(document: OpenableDocument, { backup, unsaved, readings }: Kept) {
    this.#document = document;
    this.#backup = backup;
    this.#unsaved = unsaved;
    this.#readings = readings;
  }

  /**
   * Where the image is found: in this file, or in another one that stands for the series that this file belongs to. A file
   * whose folder a person did not want to wait for, or that has unsaved edits of its own, stays alone.
   */
  place(): Promise<ImagePlace> {
    const { fsPath } = this.#document.uri;
    this.#placing ??= findPlace(fsPath, this.#series).then((found) => {
      const isElsewhere = found?.series !== undefined && found.series.anchor !== fsPath;
      if (found !== undefined && !(isElsewhere && this.#backup !== undefined)) return found;
      this.#series = 'single';
      return { slice: 0, volume: 0 };
    });
    return this.#placing;
  }

  /**
   * Opens the image's file again, as it is now. Of a NumPy archive, the array is the one chosen here, the one of its masks, the one
   * that was chosen for its folder, or the one that looks like an image; where that leaves several, a question.
   * @throws UserError as `openImage`
   */
  async openAgain(): Promise<OpenedImage> {
    const { fsPath } = this.#document.uri;
    const folder = path.dirname(fsPath);
    const own = this.#array ?? (await arrayOfMasks(fsPath));
    const open = (array?: string): Promise<OpenedImage> =>
      openImage(fsPath, { series: this.#series, ...(array === undefined ? {} : { array }) });
    const opened = await withReadings(
      this.#readings,
      () => folder,
      async (known) => {
        const usual = own === undefined ? known(folder, arrayKey) : undefined;
        // Other archives of the folder need not have the array that was chosen for one.
        const found = usual === undefined ? undefined : await open(usual).catch(unlessAsked);
        return found ?? open(own);
      },
    );
    if (opened !== undefined) return opened;
    throw new UserError('bad-input', {
      file: fsPath,
      problem: t`The file contains several arrays, and none was chosen.`,
      advice: t`Open it again to choose one.`,
    });
  }

  /** Opens an array of a NumPy archive from now on; for the other files of its folder it is the usual one. */
  async useArray(array: string): Promise<void> {
    this.#array = array;
    await remember(this.#readings, path.dirname(this.#document.uri.fsPath), { key: arrayKey, answer: array });
  }

  /**
   * @param isWanted whether the document is still open once the image is read
   * @returns the image with its masks, and the unsaved edits that VS Code does not know of yet
   * @throws UserError when the image or its masks cannot be read, or the document was closed
   */
  async open(
    isWanted: () => boolean,
  ): Promise<{ readonly opened: OpenedDocument; readonly restored: readonly Edit[] }> {
    await this.place();
    const image = await this.openAgain();
    try {
      const saved = await this.#document.saving.load(image);
      const isBackedUp = this.#backup !== undefined;
      const unsaved = await this.#readUnsaved(saved);
      const model = new DocumentModel(saved, unsaved);
      if (!isWanted()) throw new UserError('cancelled', { problem: t`The image has been closed.` });
      this.#backup = undefined;
      this.keepUnsaved(unsaved);
      const opened = { image, planes: new VolumePlanes(image), windows: new VolumeWindows(image), model };
      return { opened, restored: isBackedUp ? [] : unsaved };
    } catch (error) {
      image.dispose();
      throw error;
    }
  }

  /** Keeps the edits that are not on disk, for a session that ends without saving them. */
  keepUnsaved(edits: readonly Edit[]): void {
    const { uri, saving } = this.#document;
    this.#unsaved.keep({ image: uri.fsPath, version: saving.version, edits });
  }

  /** Edits of a session that ended without saving them: as kept at every edit, or else as VS Code has backed them up. */
  async #readUnsaved(saved: DocumentState): Promise<readonly Edit[]> {
    const { uri, saving } = this.#document;
    const kept = await this.#unsaved.read(uri.fsPath);
    if (kept === undefined) return this.#backup === undefined ? [] : readBackup(this.#backup);
    try {
      return unsavedOn(saved, kept.edits, kept.version === saving.version);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const file = await this.#unsaved.setAside(uri.fsPath);
      void vscode.window.showWarningMessage(
        localize`The masks of ${path.basename(uri.fsPath)} have changed, and unsaved edits from the last session do not fit them. They are kept in ${file}.`,
      );
      return [];
    }
  }
}

/** Undefined for an error that asks which array is meant. @throws every other one */
function unlessAsked(error: unknown): undefined {
  if (error instanceof UserError && error.details.question?.key === arrayKey) return undefined;
  throw error;
}
