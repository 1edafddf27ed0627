import path from 'node:path';
import * as vscode from 'vscode';
import { neverCancelled, type CancellationToken } from '../../core/base/cancellation';
import { isCancellation } from '../../core/base/error';
import type { Problem } from '../../core/lint/problem';
import { isRuleName, type RuleName } from '../../core/lint/ruleNames';
import { isInside } from '../../node/files/isInside';
import { lintInProcess } from '../../node/lint/lintInProcess';
import { watchFiles } from '../dataset/watchFiles';
import { localized } from '../l10n/localize';
import { report, type Services } from '../services';
import { fixesOf } from './fixes';

/** Milliseconds without a change after which a folder is checked again. */
const quiet = 3000;
/** Folders whose check takes longer, in milliseconds, are checked again on request only. */
const longest = 10_000;

interface Checked {
  readonly problems: readonly Problem[];
  /** How long the check took, in milliseconds. */
  readonly took: number;
}

/** What checking folders of the workspace has found, in VS Code's Problems; checked again when files change. */
export class DatasetProblems implements vscode.Disposable {
  readonly #services: Services;
  readonly #collection = vscode.languages.createDiagnosticCollection('SAM-UNet');
  readonly #checked = new Map<string, Checked>();
  readonly #subscriptions: vscode.Disposable[];
  /** Folders to be checked again once it is quiet. */
  readonly #changed = new Set<string>();
  #watching: vscode.Disposable | undefined;
  #timer: NodeJS.Timeout | undefined;
  #running: vscode.CancellationTokenSource | undefined;

  constructor(services: Services) {
    this.#services = services;
    this.#subscriptions = [
      this.#collection,
      vscode.languages.registerCodeActionsProvider({ scheme: 'file' }, { provideCodeActions: actionsFor }),
    ];
  }

  /** Checks a folder, and shows what was found. @throws UserError as `lintFolder` */
  async check(
    folder: string,
    token: CancellationToken,
    onProgress?: (done: number, total: number) => void,
  ): Promise<readonly Problem[]> {
    this.#watch();
    this.#running?.cancel();
    const source = new vscode.CancellationTokenSource();
    this.#running = source;
    const cancellation = token.onCancellationRequested(() => {
      source.cancel();
    });
    const start = performance.now();
    try {
      const options = { token: source.token, ...(onProgress === undefined ? {} : { onProgress }) };
      const problems = await lintInProcess(folder, options);
      this.#checked.set(folder, { problems, took: performance.now() - start });
      this.#show();
      return problems;
    } finally {
      cancellation.dispose();
      source.dispose();
      if (this.#running === source) this.#running = undefined;
    }
  }

  /** The problems of a file by a rule, with the folder that was checked. */
  of(uri: vscode.Uri, rule: RuleName): readonly { readonly folder: string; readonly problem: Problem }[] {
    return [...this.#checked].flatMap(([folder, { problems }]) =>
      problems
        .filter((problem) => problem.rule === rule && uriIn(folder, problem).fsPath === uri.fsPath)
        .map((problem) => ({ folder, problem })),
    );
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#running?.cancel();
    this.#watching?.dispose();
    for (const each of this.#subscriptions) each.dispose();
  }

  #show(): void {
    const byFile = new Map<string, vscode.Diagnostic[]>();
    for (const [folder, { problems }] of this.#checked) {
      for (const problem of problems) {
        const key = uriIn(folder, problem).toString();
        byFile.set(key, [...(byFile.get(key) ?? []), diagnosticOf(folder, problem)]);
      }
    }
    this.#collection.clear();
    for (const [uri, diagnostics] of byFile) this.#collection.set(vscode.Uri.parse(uri), diagnostics);
  }

  /** Nothing is watched before a folder is checked. */
  #watch(): void {
    const changed = (files: readonly string[]): void => {
      this.#filesChanged(files);
    };
    this.#watching ??= vscode.Disposable.from(
      watchFiles(changed),
      vscode.workspace.onDidSaveTextDocument(({ uri }) => {
        changed([uri.fsPath]);
      }),
    );
  }

  #filesChanged(files: readonly string[]): void {
    const folders = [...this.#checked].filter(
      ([folder, { took }]) => took <= longest && files.some((file) => isInside(folder, file)),
    );
    if (folders.length === 0) return;
    for (const [folder] of folders) this.#changed.add(folder);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const again = [...this.#changed];
      this.#changed.clear();
      this.#checkAgain(again).catch((error: unknown) => report(error, this.#services));
    }, quiet);
  }

  async #checkAgain(folders: readonly string[]): Promise<void> {
    for (const folder of folders) {
      try {
        await this.check(folder, neverCancelled);
      } catch (error) {
        // A newer check has taken its place.
        if (!isCancellation(error)) throw error;
      }
    }
  }
}

function uriIn(folder: string, { file }: Problem): vscode.Uri {
  return vscode.Uri.file(path.join(folder, file));
}

function diagnosticOf(folder: string, problem: Problem): vscode.Diagnostic {
  const { rule, severity, message } = problem;
  const diagnostic = new vscode.Diagnostic(
    new vscode.Range(0, 0, 0, 0),
    localized(message),
    severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning,
  );
  const args = encodeURIComponent(JSON.stringify([uriIn(folder, problem).fsPath, rule]));
  diagnostic.source = 'SAM-UNet';
  // VS Code asks for quick fixes of texts alone: those of images are behind the rule's name.
  diagnostic.code = { value: rule, target: vscode.Uri.parse(`command:samUnet.fixProblem?${args}`) };
  return diagnostic;
}

/** The quick fixes of a text, such as a sidecar. */
function actionsFor(
  { uri }: vscode.TextDocument,
  _range: vscode.Range,
  { diagnostics }: vscode.CodeActionContext,
): vscode.CodeAction[] {
  return diagnostics
    .filter(({ source }) => source === 'SAM-UNet')
    .flatMap((diagnostic) => {
      const { code } = diagnostic;
      const rule = typeof code === 'object' ? String(code.value) : '';
      if (!isRuleName(rule)) return [];
      return fixesOf(rule).map((fix) => {
        const title = localized(fix.title);
        const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
        action.diagnostics = [diagnostic];
        action.command = { command: 'samUnet.fixProblem', title, arguments: [uri.fsPath, rule, fix.name] };
        return action;
      });
    });
}
