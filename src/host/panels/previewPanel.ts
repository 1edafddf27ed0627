import type * as vscode from 'vscode';
import { previewBody, previewStyle } from '../../core/bulk/preview/document';
import { noteText } from '../../core/layouts/annotationNote';
import type { FirstPrompts } from '../../node/bulk/firstPrompts';
import type { RunPlan } from '../../node/bulk/planRun';
import { localize, localized } from '../l10n/localize';
import { openPanel } from './panel';

/**
 * Shows how the prompts of a run were understood, with the first of them drawn, while something else asks whether to start it.
 * @returns what closes it; undefined where nothing is known before the model is asked
 */
export function showPreview({ sources }: RunPlan, { images, notes }: FirstPrompts): vscode.Disposable | undefined {
  const { understood } = sources;
  if (understood.length === 0 || images.length === 0) return undefined;
  return openPanel('samUnet.preview', {
    title: localize`First Prompts`,
    body: previewBody(understood, notes.map(noteText), images, { say: localized }),
    style: previewStyle,
    keepsFocus: true,
  });
}
