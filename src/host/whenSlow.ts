import * as vscode from 'vscode';

/** Milliseconds until work shows in the status bar, and until it can be cancelled. */
const shownAfter = 100;
const cancellableAfter = 2000;

/**
 * Runs work that is mostly quick. What takes longer shows in the status bar, then as a notification with Cancel.
 *
 * @throws what `work` throws
 */
export async function whenSlow<T>(title: string, work: (token: vscode.CancellationToken) => Promise<T>): Promise<T> {
  const source = new vscode.CancellationTokenSource();
  const result = work(source.token);
  const ended = result.then(
    () => undefined,
    () => undefined,
  );
  const show = (location: vscode.ProgressLocation, cancellable: boolean): void => {
    void vscode.window.withProgress({ location, title, cancellable }, (_, token) => {
      token.onCancellationRequested(() => {
        source.cancel();
      });
      return ended;
    });
  };
  const timers = [
    setTimeout(() => {
      show(vscode.ProgressLocation.Window, false);
    }, shownAfter),
    setTimeout(() => {
      show(vscode.ProgressLocation.Notification, true);
    }, cancellableAfter),
  ];
  try {
    return await result;
  } finally {
    for (const timer of timers) clearTimeout(timer);
    source.dispose();
  }
}
