import * as vscode from 'vscode';
import type { Slice } from '../../core/image/slice';
import type { PlaneIndex } from '../../core/protocol/hostApi';
import type { VolumePlanes } from '../../node/image/volumePlanes';
import { localize } from '../l10n/localize';

/** Milliseconds after which reading says how far it is. */
const slow = 700;

/**
 * Reads planes across the slices of a volume, one after the other: the first has every slice decoded, and those that come
 * after it find them kept. Reading that takes long shows its progress and can be cancelled.
 */
export class PlaneReader {
  readonly #open: () => Promise<VolumePlanes>;
  #last: Promise<unknown> = Promise.resolve();
  #source = new vscode.CancellationTokenSource();

  constructor(open: () => Promise<VolumePlanes>) {
    this.#open = open;
  }

  /** @throws UserError `cancelled` after {@link drop}, or when the image cannot be read */
  read(plane: PlaneIndex): Promise<Slice> {
    const { token } = this.#source;
    const reading = this.#last.then(() => this.#read(plane, token));
    this.#last = reading.catch(() => undefined);
    return reading;
  }

  /** Cancels what is being read or waits to be. */
  drop(): void {
    this.#source.cancel();
    this.#source.dispose();
    this.#source = new vscode.CancellationTokenSource();
  }

  async #read(plane: PlaneIndex, token: vscode.CancellationToken): Promise<Slice> {
    const planes = await this.#open();
    const progress = new SlowProgress(planes.slices, () => {
      this.drop();
    });
    try {
      return await planes.read(plane, token, (slices) => {
        progress.report(slices);
      });
    } finally {
      progress.end();
    }
  }
}

/** A notification that comes only when the work takes long. */
class SlowProgress {
  readonly #slices: number;
  readonly #timer: ReturnType<typeof setTimeout>;
  #shown: vscode.Progress<{ message: string }> | undefined;
  #end: () => void = () => undefined;

  constructor(slices: number, cancel: () => void) {
    this.#slices = slices;
    this.#timer = setTimeout(() => {
      void vscode.window.withProgress(
        {
          location: vscode.ProgressLocation.Notification,
          title: localize`SAM-UNet: Reading the volume`,
          cancellable: true,
        },
        (shown, token) =>
          new Promise<void>((resolve) => {
            this.#shown = shown;
            this.#end = resolve;
            token.onCancellationRequested(cancel);
          }),
      );
    }, slow);
  }

  report(slices: number): void {
    this.#shown?.report({ message: localize`${slices} of ${this.#slices} slices` });
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#end();
  }
}
