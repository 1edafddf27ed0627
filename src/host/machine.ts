import os from 'node:os';
import * as vscode from 'vscode';

/** How VS Code names its ways to other machines (`vscode.env.remoteName`), in words. */
const connections: Readonly<Record<string, string>> = {
  'ssh-remote': 'over SSH',
  wsl: 'in WSL',
  'dev-container': 'in a dev container',
  'attached-container': 'in a container',
  codespaces: 'in a codespace',
  tunnel: 'through a tunnel',
};

/** Where the extension, and so the model, runs, as seen from the window: undefined when on the same machine. */
export function remoteConnection(): string | undefined {
  const { remoteName } = vscode.env;
  return remoteName === undefined ? undefined : (connections[remoteName] ?? `on the remote machine (${remoteName})`);
}

/** The machine that the extension runs on, for questions about it: not always the one in front of the user. */
export function machineName(): string {
  const connection = remoteConnection();
  return connection === undefined ? 'this computer' : `${os.hostname()} (${connection})`;
}
