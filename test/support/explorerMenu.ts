import type { Workbench } from '../harness/workbench';
import { chooseInMenu } from './chooseInMenu';

/** Chooses an entry of the menu of a file or folder in the explorer. */
export async function chooseInExplorer({ page }: Workbench, file: string, entry: string): Promise<void> {
  const row = page.locator('.explorer-folders-view .monaco-list-row', { hasText: file });
  await chooseInMenu(page, row.first(), entry);
}
