import * as vscode from 'vscode';

/**
 * A quick pick whose text can also be a name that it does not offer.
 * @param typed what is said of such a name
 */
export function pickName(
  items: readonly vscode.QuickPickItem[],
  { title, placeholder, typed }: { readonly title: string; readonly placeholder: string; readonly typed: string },
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const pick = vscode.window.createQuickPick();
    pick.title = title;
    pick.placeholder = placeholder;
    const offer = (): void => {
      const name = pick.value.trim();
      const isOffered = items.some(({ label }) => label === name);
      pick.items = [...(name === '' || isOffered ? [] : [{ label: name, description: typed }]), ...items];
    };
    offer();
    pick.onDidChangeValue(offer);
    pick.onDidAccept(() => {
      const [chosen] = [...pick.selectedItems, ...pick.activeItems];
      resolve(chosen?.label ?? (pick.value.trim() || undefined));
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}
