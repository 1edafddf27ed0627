import * as vscode from 'vscode';
import { messageOf } from '../../core/base/error';
import type { Dataset } from '../dataset/dataset';
import type { CommandContext } from './context';

const examples: readonly (readonly [filter: string, meaning: string])[] = [
  ['status:machine', 'waits for a review'],
  ['status:machine quality:<0.7', 'waits for a review and is probably wrong'],
  ['status:none', 'has no masks'],
  ['status:accepted,corrected', 'is done'],
  ['-status:rejected name:ct_*', 'terms can be negated, names have wildcards'],
];

/** Asks which images to show; says while it is typed how many there would be, or what is wrong. */
export async function filterDataset({ dataset }: CommandContext): Promise<void> {
  const filter = await askFilter(dataset);
  if (filter !== undefined) await dataset.filterBy(filter);
}

type Item = vscode.QuickPickItem & { readonly filter: string };

function askFilter(dataset: Dataset): Promise<string | undefined> {
  return new Promise((resolve) => {
    const pick = vscode.window.createQuickPick<Item>();
    pick.title = 'Filter Dataset';
    pick.placeholder = 'status:machine quality:<0.7 label:liver modality:CT name:…';
    pick.value = dataset.filter;
    const offer = async (): Promise<void> => {
      const { value } = pick;
      const typed = value.trim();
      const result = typed === '' ? undefined : await describeTyped(dataset, typed);
      // Something else has been typed meanwhile.
      if (pick.value !== value) return;
      pick.items = [
        ...(result === undefined ? [] : [{ ...result, filter: typed, alwaysShow: true }]),
        ...(typed === '' && dataset.filter !== ''
          ? [{ label: '$(clear-all) Show all images', filter: '', alwaysShow: true }]
          : []),
        { label: 'Examples', kind: vscode.QuickPickItemKind.Separator, filter: '' },
        ...examples.map(([filter, description]) => ({ label: filter, description, filter, alwaysShow: true })),
      ];
    };
    void offer();
    pick.onDidChangeValue(() => void offer());
    pick.onDidAccept(() => {
      const [item] = pick.activeItems;
      if (item === undefined || item.detail !== undefined) return;
      resolve(item.filter);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

/** A line for what was typed; what is wrong stands in `detail`. */
async function describeTyped(dataset: Dataset, typed: string): Promise<vscode.QuickPickItem> {
  try {
    const count = await dataset.count(typed);
    return {
      label: `$(filter) ${typed}`,
      description: `${count.toLocaleString('en')} ${count === 1 ? 'image' : 'images'}`,
    };
  } catch (error) {
    return { label: `$(warning) ${typed}`, detail: messageOf(error) };
  }
}
