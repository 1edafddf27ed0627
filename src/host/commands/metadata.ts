import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import { t } from '../../core/text/message';
import type { ImagePage } from '../editor/imagePage';
import { activePage, type CommandContext } from './context';

/** Lists the header of the file that the explorer names, or of that which holds the shown slice of the image in front. */
export async function showMetadata(context: CommandContext, file?: unknown): Promise<void> {
  const { active } = context.editors;
  const isOther = file instanceof vscode.Uri && file.toString() !== active?.document.uri.toString();
  await context.metadata.show(isOther ? file : await fileOfShownSlice(activePage(context)));
}

async function fileOfShownSlice({ document, view }: ImagePage): Promise<vscode.Uri> {
  const { series, ...own } = await document.place();
  const { slice, volume } = view ?? own;
  const path = series?.files[volume * series.slices + slice];
  return path === undefined ? document.uri : vscode.Uri.file(path);
}

export function showPatientData({ metadata }: CommandContext): void {
  metadata.setPatientShown(true);
}

export function hidePatientData({ metadata }: CommandContext): void {
  metadata.setPatientShown(false);
}

/** Copies a part of the field in whose line the cursor stands. */
export function copyField(part: 'tag' | 'value') {
  return async ({ metadata }: CommandContext): Promise<void> => {
    const field = metadata.fieldAtCursor;
    if (field === undefined) {
      throw new UserError('bad-input', {
        problem: t`There is no field in this line.`,
        advice: t`Place the cursor in a line with a tag and a value.`,
      });
    }
    await vscode.env.clipboard.writeText(field[part]);
  };
}
