import * as vscode from 'vscode';
import { isSamePath } from '../../node/files/fileKey';
import { localized } from '../l10n/localize';
import { report } from '../services';
import { removeBackup, writeBackup } from './backup';
import { watchCorrections } from './correcting';
import { ImageDocument, type DocumentServices, type Memory } from './imageDocument';
import { ImagePage } from './imagePage';
import { offerUnsaved } from './offerUnsaved';
import { OverlapProblems } from './overlapProblems';
import { Overlaps } from './overlaps';
import { readPageParts, type PageParts } from './pageHtml';
import { SeenSlices } from './seenSlices';
import { showImage } from './showImage';
import { unfinishedAreas } from './unfinishedArea';
import { UnsavedEdits } from './unsavedEdits';
import { UsedLabels } from './usedLabels';
import { viewTypes } from './viewTypes';
import { watchOutside } from './watchOutside';

/** Where the editor keeps things of its own. */
export type EditorStorage = Pick<vscode.ExtensionContext, 'storageUri' | 'globalStorageUri' | 'workspaceState'>;

/** The open images and the pages that show them. */
export class ImageEditors implements vscode.CustomEditorProvider<ImageDocument>, vscode.Disposable {
  readonly #services: DocumentServices;
  readonly #memory: Memory;
  readonly #seen: SeenSlices;
  readonly #overlapProblems = new OverlapProblems();
  readonly #edited = new vscode.EventEmitter<vscode.CustomDocumentEditEvent<ImageDocument>>();
  readonly #activeChanged = new vscode.EventEmitter<ImagePage | undefined>();
  readonly #saved = new vscode.EventEmitter<ImageDocument>();
  readonly #objectsChanged = new vscode.EventEmitter<ImageDocument>();
  readonly #documents = new Set<ImageDocument>();
  readonly #registrations: vscode.Disposable;
  #active: ImagePage | undefined;
  #parts: Promise<PageParts> | undefined;

  readonly usedLabels: UsedLabels;

  readonly onDidChangeCustomDocument = this.#edited.event;
  /** The masks of an image were saved. */
  readonly onDidSave = this.#saved.event;
  /** Objects of an image were edited, or edits of them were undone. */
  readonly onDidChangeObjects = this.#objectsChanged.event;
  /** Another page is in front, or the one in front shows something else. */
  readonly onDidChangeActive = this.#activeChanged.event;

  constructor(services: DocumentServices, storage: EditorStorage) {
    this.#services = services;
    const folder = (name: string): string =>
      vscode.Uri.joinPath(storage.storageUri ?? storage.globalStorageUri, name).fsPath;
    this.usedLabels = new UsedLabels(storage.workspaceState);
    this.#memory = {
      unsaved: new UnsavedEdits(folder('unsaved'), services.log),
      areas: unfinishedAreas(folder('unfinished'), services.log),
      overlaps: new Overlaps(storage.workspaceState),
      usedLabels: this.usedLabels,
      readings: storage.workspaceState,
    };
    this.#seen = new SeenSlices(storage.workspaceState);
    const options = { supportsMultipleEditorsPerDocument: true };
    this.#registrations = vscode.Disposable.from(
      ...viewTypes.map((type) => vscode.window.registerCustomEditorProvider(type, this, options)),
    );
  }

  /** The page in front, if it is ours. */
  get active(): ImagePage | undefined {
    return this.#active;
  }

  get documents(): readonly ImageDocument[] {
    return [...this.#documents];
  }

  openCustomDocument(uri: vscode.Uri, { backupId }: vscode.CustomDocumentOpenContext): ImageDocument {
    const backup = backupId === undefined ? undefined : vscode.Uri.parse(backupId);
    const document = new ImageDocument(uri, backup, this.#services, this.#memory);
    this.#documents.add(document);
    document.onDidEdit((edit) => {
      this.#edited.fire({
        document,
        label: localized(edit.title),
        undo: () => {
          document.undo(edit);
        },
        redo: () => {
          document.redo(edit);
        },
      });
    });
    const outside = watchOutside(document, this, this.#services);
    const corrections = watchCorrections(document, this.#services);
    let [{ objects }, wasDirty] = [document.state, document.isDirty];
    document.onDidChange(() => {
      this.#overlapProblems.show(document);
      const isEdited = document.state.objects !== objects && (document.isDirty || wasDirty);
      [{ objects }, wasDirty] = [document.state, document.isDirty];
      if (isEdited) this.#objectsChanged.fire(document);
    });
    document.onDidDispose(() => {
      outside.dispose();
      corrections.dispose();
      this.#overlapProblems.clear(document);
      this.#documents.delete(document);
    });
    return document;
  }

  async resolveCustomEditor(document: ImageDocument, panel: vscode.WebviewPanel): Promise<void> {
    const asked = Date.now();
    this.#parts ??= readPageParts();
    const [{ series }, parts] = await Promise.all([document.place(), this.#parts]);
    if (series !== undefined && !isSamePath(series.anchor, document.uri.fsPath)) {
      // Not awaited: this editor has to be there before it can make way for the other.
      void this.#showInstead(document.uri, panel);
      return;
    }
    const focusChanged = async (changed: ImagePage): Promise<void> => {
      if (this.#active === changed) await this.#setKeyContexts();
    };
    const page = new ImagePage(document, panel, { parts, asked, seen: this.#seen, focusChanged });
    const follow = (): void => {
      if (panel.active) this.#setActive(page);
      else if (this.#active === page) this.#setActive(undefined);
    };
    const subscriptions = vscode.Disposable.from(
      page,
      panel.onDidChangeViewState(follow),
      page.onDidChangeView(() => {
        if (this.#active === page) this.#setActive(page);
      }),
      document.onDidChange(() => {
        if (this.#active === page) this.#setActive(page);
      }),
    );
    panel.onDidDispose(() => {
      if (this.#active === page) this.#setActive(undefined);
      subscriptions.dispose();
    });
    follow();
  }

  async saveCustomDocument(document: ImageDocument): Promise<void> {
    await document.saving.save();
    this.#saved.fire(document);
  }

  async saveCustomDocumentAs(document: ImageDocument, destination: vscode.Uri): Promise<void> {
    await document.saving.saveAs(destination.fsPath);
  }

  async revertCustomDocument(document: ImageDocument): Promise<void> {
    await document.saving.revert();
  }

  async backupCustomDocument(
    document: ImageDocument,
    { destination }: vscode.CustomDocumentBackupContext,
  ): Promise<vscode.CustomDocumentBackup> {
    // A restored image that is not open yet still has the edits of its last backup: they must not be replaced by none.
    await document.open();
    await writeBackup(destination, document.unsavedEdits);
    return {
      id: destination.toString(),
      delete: () => {
        removeBackup(destination);
      },
    };
  }

  /** Shows masks that something else has written, in every open image without unsaved edits. */
  async reloadClean(): Promise<void> {
    const clean = this.documents.filter((document) => !document.isDirty);
    // One that cannot be read says so in its own page.
    await Promise.allSettled(clean.map((document) => document.saving.check()));
  }

  /** Offers to open images that have unsaved edits from a session before. */
  offerUnsaved(): Promise<void> {
    return offerUnsaved(this.#memory.unsaved, this);
  }

  dispose(): void {
    this.#registrations.dispose();
    this.#seen.dispose();
    this.#overlapProblems.dispose();
    this.#edited.dispose();
    this.#saved.dispose();
    this.#objectsChanged.dispose();
    this.#activeChanged.dispose();
  }

  /** Shows the series that a file belongs to, at the file's slice, in the place of an editor of the file alone. */
  async #showInstead(uri: vscode.Uri, panel: vscode.WebviewPanel): Promise<void> {
    const viewColumn = panel.viewColumn ?? vscode.ViewColumn.Active;
    try {
      await showImage(this, uri, { viewColumn, preview: false });
    } catch (error) {
      await report(error, this.#services);
    }
    panel.dispose();
  }

  #setActive(page: ImagePage | undefined): void {
    this.#active = page;
    void this.#setKeyContexts();
    this.#activeChanged.fire(page);
  }

  /** Tells VS Code what its key bindings depend on. */
  async #setKeyContexts(): Promise<void> {
    const page = this.#active;
    const contexts = {
      'samUnet.imageFocused': page?.focus.isFocused === true,
      'samUnet.crosshair': page?.view?.crosshair === true,
      'samUnet.tool': page?.view?.tool,
      'samUnet.severalArrays': page?.document.opened?.image.info.arrays !== undefined,
      'samUnet.imageBroken': page?.document.isBroken === true,
    };
    await Promise.all(
      Object.entries(contexts).map(([key, value]) => vscode.commands.executeCommand('setContext', key, value)),
    );
  }
}
