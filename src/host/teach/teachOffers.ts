import path from 'node:path';
import * as vscode from 'vscode';
import type { LabelVerdicts } from '../../core/review/labelVerdicts';
import { readTeachAgain } from '../config';
import type { Dataset } from '../dataset/dataset';
import type { ImageEditors } from '../editor/imageEditors';
import { localize } from '../l10n/localize';
import { report, type Services } from '../services';
import { isForeign, modelHash, type TaughtItem, type TaughtLabels } from './taughtLabels';
import type { Teacher } from './teacher';
import type { TeachTimes } from './teachTimes';

/** Images with accepted masks of a label from which on teaching it is offered. */
const enoughImages = 10;
/** Further verdicts after which learning a taught label again is offered. */
const enoughVerdicts = 20;
/** Milliseconds without news of the dataset after which it is counted. */
const settled = 700;

/** What is remembered of a label of a folder: that teaching it was offered, or the verdicts at the last offer to teach it again. */
type Offered = 'offered' | 'never' | number;

interface Parts {
  readonly dataset: Dataset;
  readonly taught: TaughtLabels;
  readonly teacher: Teacher;
  readonly times: TeachTimes;
}

/**
 * Offers to teach a label once ten images have accepted masks of it, and to teach it again after every twenty further verdicts.
 * Counts come from the dataset's index, after something was saved in this window.
 */
export class TeachOffers implements vscode.Disposable {
  readonly #services: Services;
  readonly #parts: Parts;
  readonly #memory: vscode.Memento;
  readonly #subscriptions: vscode.Disposable;
  #isArmed = false;
  #isAsking = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(services: Services, editors: ImageEditors, parts: Parts, memory: vscode.Memento) {
    this.#services = services;
    this.#parts = parts;
    this.#memory = memory;
    this.#subscriptions = vscode.Disposable.from(
      editors.onDidSave(() => {
        this.#isArmed = true;
        void parts.times.noteSpeed();
        parts.dataset.open();
        this.#soon();
      }),
      parts.dataset.onDidChange(() => {
        this.#soon();
      }),
      parts.taught.onDidChange(() => {
        this.#offerForModel().catch((error: unknown) => report(error, services));
      }),
    );
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscriptions.dispose();
  }

  #soon(): void {
    if (!this.#isArmed || !vscode.workspace.isTrusted) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#check().catch((error: unknown) => report(error, this.#services));
    }, settled);
  }

  async #check(): Promise<void> {
    const { dataset, taught, teacher } = this.#parts;
    if (this.#isAsking || teacher.isBusy || dataset.scanning !== undefined) return;
    this.#isAsking = true;
    try {
      for (const { uri } of vscode.workspace.workspaceFolders ?? []) {
        const folder = path.resolve(uri.fsPath);
        for (const verdicts of await dataset.verdicts(folder)) {
          const item = taught.find(folder, verdicts.label);
          if (item === undefined) await this.#offerFirst(folder, verdicts);
          else await this.#offerAgain(item, verdicts);
        }
      }
    } finally {
      this.#isAsking = false;
    }
  }

  async #offerFirst(folder: string, { label, images, slices }: LabelVerdicts): Promise<void> {
    if (images < enoughImages || this.#offered(folder, label) !== undefined) return;
    await this.#remember(folder, label, 'offered');
    const teach = localize`Teach`;
    const never = localize`Never for This Label`;
    const answer = await vscode.window.showInformationMessage(
      localize`${images} images have accepted masks of “${label}”. Teach ${label} so that it is found without prompts? ${this.#parts.times.text(slices)}`,
      teach,
      localize`Not Now`,
      never,
    );
    if (answer === never) await this.#remember(folder, label, 'never');
    if (answer === teach) await this.#parts.teacher.teach(folder, label);
  }

  async #offerAgain({ folder, label, card, history }: TaughtItem, { verdicts, slices }: LabelVerdicts): Promise<void> {
    const mode = readTeachAgain(vscode.Uri.file(folder));
    const offered = this.#offered(folder, label);
    if (mode === 'never' || offered === 'never' || card === undefined) return;
    const counted = history.find(({ at }) => at === card.at)?.verdicts?.verdicts;
    const from = Math.max(counted ?? 0, typeof offered === 'number' ? offered : 0);
    if (counted === undefined && typeof offered !== 'number') {
      // Taught without a count, such as from the masks of a data set: it is counted from here on.
      await this.#remember(folder, label, verdicts);
      return;
    }
    if (verdicts < from + enoughVerdicts) return;
    await this.#remember(folder, label, verdicts);
    if (mode === 'automatic') {
      await this.#parts.teacher.teach(folder, label);
      return;
    }
    const again = localize`Teach Again`;
    const never = localize`Never for This Label`;
    const answer = await vscode.window.showInformationMessage(
      localize`${verdicts - (counted ?? 0)} more masks of “${label}” have been reviewed since it was taught. Teach it again? ${this.#parts.times.text(slices)}`,
      again,
      localize`Not Now`,
      never,
    );
    if (answer === never) await this.#remember(folder, label, 'never');
    if (answer === again) await this.#parts.teacher.teach(folder, label);
  }

  /** Once for each model: labels that were taught to another one are not used until they are taught again. */
  async #offerForModel(): Promise<void> {
    const foreign = this.#parts.taught.items.filter(isForeign);
    if (foreign.length === 0) return;
    const model = await modelHash();
    if (model === undefined || this.#memory.get(modelKey) === model) return;
    await this.#memory.update(modelKey, model);
    const again = localize`Teach Again`;
    const labels = foreign.map(({ label }) => label).join(', ');
    const answer = await vscode.window.showInformationMessage(
      localize`These labels were taught to another model: ${labels}. Teach them again for the selected one?`,
      again,
      localize`Not Now`,
    );
    if (answer === again) await vscode.commands.executeCommand('samUnet.teachAllAgain');
  }

  #offered(folder: string, label: string): Offered | undefined {
    return this.#memory.get<Offered>(keyOf(folder, label));
  }

  async #remember(folder: string, label: string, offered: Offered): Promise<void> {
    await this.#memory.update(keyOf(folder, label), offered);
  }
}

const modelKey = 'teach.model';

function keyOf(folder: string, label: string): string {
  return `teach.offered:${JSON.stringify([folder, label])}`;
}
