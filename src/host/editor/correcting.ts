import * as vscode from 'vscode';
import { PropagatingAgain, type Again } from '../../core/document/propagatingAgain';
import type { SidecarObject } from '../../core/sidecar/sidecar';
import { counted } from '../../core/text/counted';
import { readPropagatesAgain } from '../config';
import { localize, localized } from '../l10n/localize';
import { report, type Services } from '../services';
import type { ImageDocument } from './imageDocument';
import { propagate } from './propagating';

/** Propagates again around each mask of a volume that is corrected, see {@link PropagatingAgain}; shown live, and can be cancelled. */
export function watchCorrections(
  document: ImageDocument,
  services: Pick<Services, 'client' | 'log'>,
): vscode.Disposable {
  let source: vscode.CancellationTokenSource | undefined;
  const again = new PropagatingAgain({
    slices: async () => (await document.open()).image.info.slices,
    state: () => document.state,
    edit: (edit) => {
      document.editThrough(edit);
    },
    propagate: async (wanted) => {
      source = new vscode.CancellationTokenSource();
      try {
        return await shown(document, services, wanted, source.token);
      } finally {
        source.dispose();
        source = undefined;
      }
    },
    cancel: () => source?.cancel(),
  });
  const edits = document.onDidCorrect((edit) => {
    // A propagation that waits for its decision replaces these masks anyway.
    if (!readPropagatesAgain(document.uri) || (document.shown.isPropagating && !again.isRunning)) return;
    again.edited(edit).catch((error: unknown) => report(error, services));
  });
  return vscode.Disposable.from(edits, { dispose: () => source?.cancel() });
}

async function shown(
  document: ImageDocument,
  services: Pick<Services, 'client'>,
  { object, span, replaced }: Again,
  ended: vscode.CancellationToken,
): Promise<readonly SidecarObject[] | undefined> {
  const { windows } = await document.open();
  const window = document.prompting.window ?? (await windows.of(span.volume)) ?? null;
  try {
    return await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: localize`SAM-UNet: Propagating “${object.label}” again`,
        cancellable: true,
      },
      async (progress, token) => {
        const source = new vscode.CancellationTokenSource();
        const ends = [ended, token].map((each) =>
          each.onCancellationRequested(() => {
            source.cancel();
          }),
        );
        try {
          const made = await propagate({
            ...{ document, services, object, span, window, token: source.token },
            onMade: (all) => {
              document.shown.showPropagated(all, replaced);
              progress.report({ message: localized(counted(all.length, 'slice')) });
            },
          });
          return source.token.isCancellationRequested ? undefined : made;
        } finally {
          for (const each of [...ends, source]) each.dispose();
        }
      },
    );
  } finally {
    document.shown.showPropagated([], []);
  }
}
