import path from 'node:path';
import * as vscode from 'vscode';
import type { HeaderField } from '../../core/formats/headerField';
import { listFields } from '../../core/metadata/layout';
import { readImageHeader } from '../../node/image/openImage';
import { localize } from '../l10n/localize';

/** Scheme of the read-only documents that list what a file's header says. */
const scheme = 'sam-unet-metadata';

/** Lines above the first field: the title and an empty one. */
const titleLines = 2;

/**
 * Lists headers as text: VS Code's own search, selection, folding and comparison work on it. Values that may say who the
 * patient is are hidden until requested, and hidden again in the next window.
 */
export class MetadataDocuments
  implements vscode.TextDocumentContentProvider, vscode.CodeLensProvider, vscode.Disposable
{
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #withPatient = new Set<string>();
  readonly #fields = new Map<string, readonly (HeaderField | undefined)[]>();
  readonly #hidden = new Map<string, number>();
  readonly #registrations: vscode.Disposable;

  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#registrations = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.languages.registerCodeLensProvider({ scheme }, this),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.#forget(uri.toString());
      }),
    );
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const key = uri.toString();
    const file = fileOf(uri);
    const { title, fields } = await readImageHeader(file);
    const { lines, hidden } = listFields(fields, this.#withPatient.has(key));
    this.#hidden.set(key, hidden);
    this.#fields.set(
      key,
      lines.map(({ field }) => field),
    );
    const heading = localize`${path.basename(file)} · ${title} · ${lines.length} lines`;
    return [heading, '', ...lines.map(({ text }) => text), ''].join('\n');
  }

  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    const key = uri.toString();
    const hidden = this.#hidden.get(key) ?? 0;
    const top = new vscode.Range(0, 0, 0, 0);
    if (this.#withPatient.has(key)) {
      return [new vscode.CodeLens(top, { command: 'samUnet.hidePatientData', title: localize`Hide Patient Data` })];
    }
    const title =
      hidden === 1
        ? localize`Show Patient Data (1 value may identify the patient)`
        : localize`Show Patient Data (${hidden} values may identify the patient)`;
    return hidden === 0 ? [] : [new vscode.CodeLens(top, { command: 'samUnet.showPatientData', title })];
  }

  /** Opens the listing of a file's header. */
  async show(file: vscode.Uri): Promise<void> {
    const uri = vscode.Uri.from({ scheme, path: `${file.path} (metadata)`, query: file.fsPath });
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
  }

  /** Shows or hides, in the listing in front, what may say who the patient is. */
  setPatientShown(shown: boolean): void {
    const uri = this.#active?.document.uri;
    if (uri === undefined) return;
    if (shown) this.#withPatient.add(uri.toString());
    else this.#withPatient.delete(uri.toString());
    this.#changed.fire(uri);
  }

  /** The field in whose line the cursor of the listing in front stands, as it is shown there. */
  get fieldAtCursor(): HeaderField | undefined {
    const editor = this.#active;
    if (editor === undefined) return undefined;
    return this.#fields.get(editor.document.uri.toString())?.[editor.selection.active.line - titleLines];
  }

  get #active(): vscode.TextEditor | undefined {
    const editor = vscode.window.activeTextEditor;
    return editor?.document.uri.scheme === scheme ? editor : undefined;
  }

  #forget(key: string): void {
    this.#withPatient.delete(key);
    this.#fields.delete(key);
    this.#hidden.delete(key);
  }

  dispose(): void {
    this.#registrations.dispose();
    this.#changed.dispose();
  }
}

function fileOf({ query }: vscode.Uri): string {
  return query;
}
