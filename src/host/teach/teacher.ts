import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import { sumVerdicts, type LabelVerdicts } from '../../core/review/labelVerdicts';
import { expectedText } from '../../core/teach/expectedText';
import { defaultSettings } from '../../core/teach/settings';
import { sparkline } from '../../core/teach/sparkline';
import { counted } from '../../core/text/counted';
import { t } from '../../core/text/message';
import { findExamples } from '../../node/teach/findExamples';
import { teachLabel, type TaughtReport } from '../../node/teach/teachLabel';
import { readAnnotator, readInferenceSettings, readTeachSteps } from '../config';
import { localize, localized } from '../l10n/localize';
import { report, type Services } from '../services';
import type { TaughtLabels } from './taughtLabels';
import type { TeachTimes } from './teachTimes';

/** Teaches labels in a process of its own: at most one at a time in this window. */
export class Teacher {
  readonly #services: Services;
  readonly #taught: TaughtLabels;
  readonly #times: TeachTimes;
  #isBusy = false;

  constructor(services: Services, taught: TaughtLabels, times: TeachTimes) {
    this.#services = services;
    this.#taught = taught;
    this.#times = times;
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  /**
   * Teaches a label from the accepted masks of a workspace folder, with progress that can be cancelled, and shows the outcome.
   *
   * @returns undefined after an error, which is shown; nothing has changed then
   * @throws UserError `conflict` while another label is taught; `bad-input` where the workspace is not trusted
   */
  async teach(folder: string, label: string): Promise<TaughtReport | undefined> {
    this.checkIdle();
    requireTrust();
    this.#isBusy = true;
    try {
      const taught = await this.#work(folder, label);
      await this.#taught.refresh();
      // Nobody waits for the message.
      void this.#tell(folder, taught);
      return taught;
    } catch (error) {
      await report(error, this.#services);
      return undefined;
    } finally {
      this.#isBusy = false;
    }
  }

  /** @throws UserError `conflict` while a label is taught */
  checkIdle(): void {
    if (!this.#isBusy) return;
    throw new UserError('conflict', {
      problem: t`A label is being taught already.`,
      advice: t`Wait until it finishes, or cancel it.`,
    });
  }

  async #work(folder: string, label: string): Promise<TaughtReport> {
    const { client, log } = this.#services;
    const title = localize`SAM-UNet: Teaching ${label}`;
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    return vscode.window.withProgress(options, async (notification, token) => {
      notification.report({ message: localize`reading the accepted masks` });
      const verdicts: LabelVerdicts[] = [];
      const examples = await findExamples(folder, label, {
        token,
        seed: defaultSettings.seed,
        onError: ({ message }) => {
          log.warn(message);
        },
        onVerdicts: (each) => verdicts.push(each),
      });
      let shown = 0;
      const model = await client.start();
      const steps = readTeachSteps();
      const taught = await teachLabel(label, examples, {
        ...{ folder, token, model, inference: readInferenceSettings(), by: readAnnotator() },
        settings: { ...defaultSettings, steps },
        verdicts: sumVerdicts(verdicts)[0],
        onProgress: (done, dice, curve = []) => {
          const percent = Math.floor(100 * done);
          const measured = dice === undefined ? [] : [`· Dice ${dice.toFixed(2)}`, sparkline(curve)];
          notification.report({ message: [`${percent} %`, ...measured].join(' '), increment: percent - shown });
          shown = percent;
        },
      });
      const { seconds } = taught;
      await this.#times.remember({
        ...{ seconds, steps, examples: taught.examples, model: model.sha256, device: model.device },
      });
      return taught;
    });
  }

  async #tell(folder: string, { label, examples, before, after, interval, kept, reason }: TaughtReport): Promise<void> {
    const images = counted(examples, 'example');
    if (!kept) {
      const numbers = localize`Dice on held-out images: ${before.toFixed(2)} before, ${after.toFixed(2)} after.`;
      const why = reason === undefined ? '' : localized(reason);
      await vscode.window.showWarningMessage(`${localize`“${label}” was not saved.`} ${why} ${numbers}`);
      return;
    }
    const generate = localize`Generate Masks`;
    const show = localize`Show`;
    const expected = localized(expectedText({ after, interval }));
    const answer = await vscode.window.showInformationMessage(
      localize`${label}: ${expected} on new images, from ${images}.`,
      generate,
      show,
    );
    const item = this.#taught.find(path.resolve(folder), label);
    if (answer === generate) await vscode.commands.executeCommand('samUnet.generateTaught', item);
    if (answer === show) await vscode.commands.executeCommand('samUnet.taught.focus');
  }
}

/** What was taught in a workspace is a program of sorts. @throws UserError `bad-input` where the workspace is not trusted */
export function requireTrust(): void {
  if (vscode.workspace.isTrusted) return;
  throw new UserError('bad-input', {
    problem: t`Labels cannot be taught or found in a workspace that is not trusted.`,
    advice: t`Trust it with “Workspaces: Manage Workspace Trust” first.`,
  });
}
