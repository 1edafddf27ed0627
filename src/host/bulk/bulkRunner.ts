import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import { flattenedNote, paceText, summaryText, type BulkProgress, type BulkSummary } from '../../core/bulk/bulkSummary';
import { noteText } from '../../core/layouts/annotationNote';
import { english, t } from '../../core/text/message';
import { generateMasks } from '../../node/bulk/generateMasks';
import type { RunPlan } from '../../node/bulk/planRun';
import { isSamePath } from '../../node/files/fileKey';
import { readAnnotator, readLayout } from '../config';
import type { ImageEditors } from '../editor/imageEditors';
import { localize, localized } from '../l10n/localize';
import { report, type Services } from '../services';
import { Stopwatch } from './stopwatch';
import { offersFor, tidyUp } from './tidyUp';

/** Milliseconds between the messages of a notification, which screen readers speak; the status bar shows every image. */
const speakEvery = 10_000;

/** Remembered of the workspace: whether the first run has offered to tidy up. */
const tidyKey = 'tidyUpOffered';

interface Running {
  readonly plan: RunPlan;
  readonly cancel: vscode.CancellationTokenSource;
  readonly watch: Stopwatch;
  progress: BulkProgress;
  /** Shows the progress in the notification. */
  tell: (increment: number) => void;
  /** Goes on with a paused run; undefined while it is not paused. */
  resume: (() => void) | undefined;
  paused: Promise<void>;
}

/** The bulk run of this window: at most one at a time, in the background, with its progress in the status bar. */
export class BulkRunner implements vscode.Disposable {
  readonly #services: Services;
  readonly #editors: ImageEditors;
  readonly #memory: vscode.Memento;
  readonly #status = vscode.window.createStatusBarItem('samUnet.bulk', vscode.StatusBarAlignment.Left, 9);
  readonly #problems = vscode.languages.createDiagnosticCollection('SAM-UNet');
  #running: Running | undefined;

  /** @param memory what is remembered of the workspace */
  constructor(services: Services, editors: ImageEditors, memory: vscode.Memento) {
    this.#services = services;
    this.#editors = editors;
    this.#memory = memory;
    this.#status.name = localize`SAM-UNet Bulk Run`;
    this.#status.command = 'samUnet.showBulkRun';
  }

  /** How the run gets on; undefined while there is none. */
  get progress(): (BulkProgress & { readonly isPaused: boolean; readonly text: string }) | undefined {
    const running = this.#running;
    if (running === undefined) return undefined;
    const { done, total } = running.progress;
    const isPaused = running.resume !== undefined;
    const text = isPaused
      ? localize`paused · ${done} of ${total}`
      : localized(paceText(running.progress, running.watch.seconds));
    return { ...running.progress, isPaused, text };
  }

  /** Whether a person is editing the masks of an image. */
  readonly isEdited = (file: string): boolean =>
    this.#editors.documents.some(({ uri, isDirty }) => isDirty && isSamePath(uri.fsPath, file));

  /** @throws UserError `conflict` while a run is under way */
  checkIdle(): void {
    if (this.#running === undefined) return;
    throw new UserError('conflict', {
      problem: t`A bulk run is already in progress.`,
      advice: t`Wait until it finishes, or cancel it.`,
    });
  }

  /**
   * Begins to make the masks of a plan; what goes wrong with it as a whole is shown.
   * @returns settles when the run has ended
   * @throws UserError `conflict` while another run is under way
   */
  async start(plan: RunPlan): Promise<void> {
    this.checkIdle();
    await this.run(plan).catch((error: unknown) => report(error, this.#services));
  }

  /**
   * Makes the masks of a plan.
   * @throws UserError `conflict` while another run is under way, and as `generateMasks`
   */
  async run(plan: RunPlan): Promise<BulkSummary> {
    this.checkIdle();
    const running: Running = {
      ...{ plan, cancel: new vscode.CancellationTokenSource(), watch: new Stopwatch() },
      progress: { done: 0, total: plan.todo.length, current: '', written: 0, skipped: 0, failed: 0 },
      ...{ tell: () => undefined, resume: undefined, paused: Promise.resolve() },
    };
    this.#running = running;
    this.#problems.clear();
    try {
      const summary = await this.#work(running);
      this.#end(plan, summary);
      return summary;
    } finally {
      this.#running = undefined;
      running.cancel.dispose();
      this.#show();
    }
  }

  pause(): void {
    const running = this.#running;
    if (running === undefined || running.resume !== undefined) return;
    running.watch.stop();
    running.paused = new Promise((resolve) => (running.resume = resolve));
    running.tell(0);
    this.#show();
  }

  resume(): void {
    const running = this.#running;
    if (running?.resume === undefined) return;
    running.watch.start();
    running.resume();
    running.resume = undefined;
    this.#show();
  }

  cancel(): void {
    this.#running?.cancel.cancel();
    this.resume();
  }

  dispose(): void {
    this.cancel();
    this.#status.dispose();
    this.#problems.dispose();
  }

  async #work(running: Running): Promise<BulkSummary> {
    const { plan, cancel } = running;
    const title =
      plan.request.audit === true ? localize`SAM-UNet: Comparing masks` : localize`SAM-UNet: Generating masks`;
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    return vscode.window.withProgress(options, async (notification, token) => {
      const cancelled = token.onCancellationRequested(() => {
        this.cancel();
      });
      let spoken = -Infinity;
      let message = '';
      running.tell = (increment) => {
        if (increment === 0 || performance.now() - spoken >= speakEvery) {
          message = this.progress?.text ?? '';
          spoken = performance.now();
        }
        // A report without a message would show none.
        notification.report({ message, increment });
      };
      this.#show();
      try {
        return await this.#services.withPool((client) =>
          generateMasks(plan, {
            client,
            by: readAnnotator(),
            labels: this.#services.labels.of(vscode.Uri.file(plan.folder)),
            layout: readLayout(vscode.Uri.file(plan.folder)),
            store: this.#services.maskStore,
            usesTaught: vscode.workspace.isTrusted,
            token: cancel.token,
            isEdited: this.isEdited,
            ready: () => running.paused,
            onProgress: (progress) => {
              const increment = (100 * (progress.done - running.progress.done)) / Math.max(1, progress.total);
              running.progress = progress;
              running.tell(increment);
              this.#show();
            },
          }),
        );
      } finally {
        cancelled.dispose();
      }
    });
  }

  #end(plan: RunPlan, summary: BulkSummary): void {
    const { log } = this.#services;
    void this.#editors.reloadClean();
    for (const file of summary.written) log.info(`Segmented ${file}`);
    for (const { file, reason } of summary.skipped) log.info(`Skipped ${file}: ${reason}`);
    for (const note of summary.notes) log.warn(english(noteText(note)));
    for (const { file, text } of summary.flattened) log.warn(`${file}: ${english(flattenedNote(text))}`);
    for (const { error } of summary.failed) log.warn(error.message);
    for (const { file, label, dice } of summary.audited) log.info(`Dice ${dice.toFixed(3)} ${file} ${label}`);
    const list = (file: string, message: string, severity: vscode.DiagnosticSeverity): void => {
      const diagnostic = new vscode.Diagnostic(new vscode.Range(0, 0, 0, 0), message, severity);
      diagnostic.source = 'SAM-UNet';
      this.#problems.set(vscode.Uri.file(path.join(plan.folder, file)), [diagnostic]);
    };
    for (const { file, error } of summary.failed) {
      const { problem, advice } = error.details;
      const message = [problem, advice].flatMap((part) => (part === undefined ? [] : localized(part))).join(' ');
      list(file, message, vscode.DiagnosticSeverity.Error);
    }
    for (const { file, text } of summary.flattened) {
      list(file, localized(flattenedNote(text)), vscode.DiagnosticSeverity.Warning);
    }
    // Nobody waits for the message: the run has ended.
    this.#tell(plan, summary).catch((error: unknown) => report(error, this.#services));
  }

  async #tell({ folder }: RunPlan, summary: BulkSummary): Promise<void> {
    const failed = summary.failed.length > 0;
    const hasProblems = failed || summary.flattened.length > 0;
    const show = hasProblems ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
    const actions = new Map<string, () => unknown>();
    if (hasProblems) {
      actions.set(localize`Show Problems`, () => vscode.commands.executeCommand('workbench.actions.view.problems'));
    }
    if (summary.written.length > 0) {
      actions.set(localize`Review`, () => vscode.commands.executeCommand('samUnet.review'));
    }
    const isFirst = summary.written.length > 0 && !this.#memory.get<boolean>(tidyKey, false);
    const offers = isFirst ? await offersFor(folder) : [];
    if (isFirst) await this.#memory.update(tidyKey, true);
    if (offers.length > 0) actions.set(localize`Tidy Up…`, () => tidyUp(folder, offers));
    actions.set(localize`Show Details`, this.#services.log.show);
    const answer = await show(localize`SAM-UNet: ${summaryText(summary)}.`, ...actions.keys());
    if (answer !== undefined) await actions.get(answer)?.();
  }

  #show(): void {
    const progress = this.progress;
    const state = progress === undefined ? undefined : progress.isPaused ? 'paused' : 'running';
    void vscode.commands.executeCommand('setContext', 'samUnet.bulkRun', state);
    if (progress === undefined) {
      this.#status.hide();
      return;
    }
    const icon = progress.isPaused ? '$(debug-pause)' : '$(sync~spin)';
    this.#status.text = `${icon} ${localize`Masks ${progress.text}`}`;
    this.#status.tooltip = `${progress.current}\n${localize`Click to pause or cancel the run.`}`;
    this.#status.show();
  }
}
