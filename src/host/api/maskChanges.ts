import * as vscode from 'vscode';
import { imageOfSidecar } from '../../core/sidecar/names';
import { watchFiles } from '../dataset/watchFiles';
import type { ImageEditors } from '../editor/imageEditors';
import type { MasksChange } from './samUnetApi';

/** Reports changes of masks: edits in the editor, and sidecars that any program writes in the workspace. */
export function maskChanges(
  editors: Pick<ImageEditors, 'onDidChangeObjects'>,
): Pick<vscode.EventEmitter<MasksChange>, 'event' | 'dispose'> {
  const changed = new vscode.EventEmitter<MasksChange>();
  const subscriptions = vscode.Disposable.from(
    changed,
    editors.onDidChangeObjects(({ uri }) => {
      changed.fire({ image: uri, kind: 'edited' });
    }),
    watchFiles((files) => {
      for (const image of files.flatMap((file) => imageOfSidecar(file) ?? [])) {
        changed.fire({ image: vscode.Uri.file(image), kind: 'saved' });
      }
    }),
  );
  return {
    event: changed.event,
    dispose: () => {
      subscriptions.dispose();
    },
  };
}
