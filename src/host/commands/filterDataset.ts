import * as vscode from 'vscode';
import { errorText } from '../../core/base/error';
import { counted } from '../../core/text/counted';
import { t, type Message } from '../../core/text/message';
import type { Dataset } from '../dataset/dataset';
import { localize, localized } from '../l10n/localize';
import type { CommandContext } from './context';

const examples: readonly (readonly [filter: string, meaning: Message])[] = [
  ['status:unreviewed', t`unreviewed`],
  ['status:unreviewed quality:<0.7', t`unreviewed and probably wrong`],
  ['status:none', t`without masks`],
  ['status:accepted,corrected', t`done`],
  ['-status:rejected name:ct_*', t`a negated term, and a name with a wildcard`],
];

const everyTerm = 'status:unreviewed quality:<0.7 label:liver modality:CT name:…';

/** Asks which images to show; says while it is typed how many there would be, or what is wrong. */
export async function filterDataset({ dataset }: CommandContext): Promise<void> {
  const filter = await askFilter(dataset);
  if (filter !== undefined) await dataset.filterBy(filter);
}

type Item = vscode.QuickPickItem & { readonly filter: string };

function askFilter(dataset: Dataset): Promise<string | undefined> {
  return new Promise((resolve) => {
    const pick = vscode.window.createQuickPick<Item>();
    pick.title = localize`Filter Dataset`;
    pick.placeholder = everyTerm;
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
          ? [{ label: `$(clear-all) ${localize`Show All Images`}`, filter: '', alwaysShow: true }]
          : []),
        { label: localize`Examples`, kind: vscode.QuickPickItemKind.Separator, filter: '' },
        ...examples.map(([filter, meaning]) => ({
          label: filter,
          description: localized(meaning),
          filter,
          alwaysShow: true,
        })),
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
      description: localized(counted(count, 'image')),
    };
  } catch (error) {
    return { label: `$(warning) ${typed}`, detail: localized(errorText(error)) };
  }
}
