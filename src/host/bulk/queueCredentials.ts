import type * as vscode from 'vscode';
import { passwordVariable, serverOf, userVariable } from '../../node/queue/address';

/** User and password for the server of a queue; either may be empty. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** The credentials of queues, in VS Code's secret storage, by their servers: a task cannot send them to another one. */
export class QueueCredentials {
  readonly #secrets: vscode.SecretStorage;

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
  }

  /** Keeps credentials, or forgets them where both are empty. @throws UserError `bad-input` for an address that is wrong */
  async keep(url: string, credentials: Credentials): Promise<void> {
    const key = keyOf(url);
    if (credentials.user === '' && credentials.password === '') await this.#secrets.delete(key);
    else await this.#secrets.store(key, JSON.stringify(credentials));
  }

  /** The variables from which the command line takes them. @throws UserError `bad-input` for an address that is wrong */
  async environment(url: string): Promise<NodeJS.ProcessEnv> {
    const kept = await this.#secrets.get(keyOf(url));
    if (kept === undefined) return {};
    const { user, password } = JSON.parse(kept) as Credentials;
    return { [userVariable]: user, [passwordVariable]: password };
  }
}

function keyOf(url: string): string {
  return `queue ${serverOf(url)}`;
}
