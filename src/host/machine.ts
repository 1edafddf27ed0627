import os from 'node:os';
import * as vscode from 'vscode';
import { t, type Message, type Text } from '../core/text/message';

/** How VS Code names its ways to other machines (`vscode.env.remoteName`), in words. */
const connections: Readonly<Record<string, Message>> = {
  'ssh-remote': t`over SSH`,
  wsl: t`in WSL`,
  'dev-container': t`in a dev container`,
  'attached-container': t`in a container`,
  codespaces: t`in a codespace`,
  tunnel: t`through a tunnel`,
};

/** Where the extension, and so the model, runs, as seen from the window: undefined when on the same machine. */
export function remoteConnection(): Message | undefined {
  const { remoteName } = vscode.env;
  return remoteName === undefined ? undefined : (connections[remoteName] ?? t`on the remote machine (${remoteName})`);
}

/** The machine that the extension runs on, for questions about it: not always the one in front of the user. */
export function machineName(): Text {
  const connection = remoteConnection();
  return connection === undefined ? t`this computer` : t`${os.hostname()} (${connection})`;
}
