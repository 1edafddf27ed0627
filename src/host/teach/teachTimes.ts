import type * as vscode from 'vscode';
import type { Device } from '../../core/protocol/inferenceApi';
import { teachTime, teachTimeText, type TeachPace } from '../../core/teach/teachTime';
import { readTeachSteps } from '../config';
import { localized } from '../l10n/localize';
import type { Services } from '../services';

type LastTeaching = NonNullable<TeachPace['last']> & { readonly model: string; readonly device: Device };

/** Remembered of the machine, for all workspaces. */
const keys = { last: 'teach.last', encodeMs: 'teach.encodeMs' };

/** How long teaching takes on this machine. */
export class TeachTimes {
  readonly #client: Services['client'];
  readonly #memory: vscode.Memento;

  /** @param memory what is remembered of the machine */
  constructor({ client }: Pick<Services, 'client'>, memory: vscode.Memento) {
    this.#client = client;
    this.#memory = memory;
  }

  /** “Takes about 2 min on this machine.” @param examples accepted masks that would teach */
  text(examples: number): string {
    const { status } = this.#client;
    const encodeMs = this.#client.encodeMs ?? this.#memory.get<number>(keys.encodeMs);
    const remembered = this.#memory.get<LastTeaching>(keys.last);
    const model = 'model' in status ? status.model : undefined;
    const isOther = model !== undefined && (remembered?.model !== model.sha256 || remembered.device !== model.device);
    const last = isOther ? undefined : remembered;
    return localized(teachTimeText(teachTime({ examples, steps: readTeachSteps() }, { encodeMs, last })));
  }

  /** Remembers how fast images are encoded, for windows in which all of them come from the cache. */
  async noteSpeed(): Promise<void> {
    const { encodeMs } = this.#client;
    if (encodeMs !== undefined) await this.#memory.update(keys.encodeMs, encodeMs);
  }

  async remember(last: LastTeaching): Promise<void> {
    await this.#memory.update(keys.last, last);
  }
}
