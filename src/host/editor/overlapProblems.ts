import * as vscode from 'vscode';
import { flattenedText } from '../../core/document/flattening';
import { localize, localized } from '../l10n/localize';
import type { ImageDocument } from './imageDocument';

/** Lists under Problems which objects of the open images their label maps show only a part of. */
export class OverlapProblems implements vscode.Disposable {
  readonly #problems = vscode.languages.createDiagnosticCollection(localize`SAM-UNet Overlaps`);

  show({ uri, flattened }: ImageDocument): void {
    const range = new vscode.Range(0, 0, 0, 0);
    const problems = flattened.map((object) => {
      const { slice } = object.object;
      const text = localize`Slice ${slice + 1}: in the label map, ${localized(flattenedText(object))}.`;
      return new vscode.Diagnostic(range, text, vscode.DiagnosticSeverity.Warning);
    });
    this.#problems.set(uri, problems);
  }

  clear({ uri }: ImageDocument): void {
    this.#problems.delete(uri);
  }

  dispose(): void {
    this.#problems.dispose();
  }
}
