/**
 * Keys that only the VS Code of the tests has, for commands that have no default key and run between tests. Each use of the
 * palette costs a second of the processor: it lists and rates every command twice.
 */
export const bareKeys = {
  revertAndClose: {
    press: 'Control+Alt+Shift+F7',
    key: 'ctrl+alt+shift+f7',
    command: 'workbench.action.revertAndCloseActiveEditor',
  },
  closeAll: { press: 'Control+Alt+Shift+F8', key: 'ctrl+alt+shift+f8', command: 'workbench.action.closeAllEditors' },
  clearMessages: { press: 'Control+Alt+Shift+F9', key: 'ctrl+alt+shift+f9', command: 'notifications.clearAll' },
} as const;

/** The text of their `keybindings.json`. */
export const keybindings = JSON.stringify(Object.values(bareKeys).map(({ key, command }) => ({ key, command })));
