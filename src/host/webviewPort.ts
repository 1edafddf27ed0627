import type * as vscode from 'vscode';
import type { MessagePort } from '../core/protocol/rpc';

/** The channel to the script of a webview. */
export function webviewPort(webview: vscode.Webview): MessagePort {
  return {
    post: (message) => {
      void webview.postMessage(message);
    },
    onMessage: (listener) => webview.onDidReceiveMessage(listener),
  };
}
