import type { MessagePort } from '../src/core/protocol/rpc';
import { toDisposable } from '../src/core/base/disposable';

/** What VS Code gives to the script of a webview. */
interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The one instance: VS Code hands it out once. */
export const vscodeApi = acquireVsCodeApi();

/** The channel to the extension. */
export const hostPort: MessagePort = {
  post: (message) => {
    vscodeApi.postMessage(message);
  },
  onMessage: (listener) => {
    const receive = (event: MessageEvent): void => {
      listener(event.data);
    };
    window.addEventListener('message', receive);
    return toDisposable(() => {
      window.removeEventListener('message', receive);
    });
  },
};
