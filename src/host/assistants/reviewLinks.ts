import { fileURLToPath } from 'node:url';
import * as vscode from 'vscode';
import { neverCancelled } from '../../core/base/cancellation';
import { UserError } from '../../core/base/error';
import { t } from '../../core/text/message';
import { callTool } from '../../node/assistants/handlers';
import { isSamePath } from '../../node/files/fileKey';
import type { Catalogue } from '../catalogue';
import { report } from '../services';
import { workspaceContext } from './workspaceContext';

/**
 * Follows links that start a review, as `sam-unet mcp` gives them to assistants. A link can come from any page: it starts a
 * review of a folder that is open, and can do nothing else.
 */
export function registerReviewLinks(catalogue: Catalogue): vscode.Disposable {
  return vscode.window.registerUriHandler({
    handleUri: async (uri) => {
      try {
        await follow(uri, catalogue);
      } catch (error) {
        await report(error, catalogue);
      }
    },
  });
}

/** @throws UserError `bad-input` for another link, or a folder that is not open */
async function follow(uri: vscode.Uri, catalogue: Catalogue): Promise<void> {
  const query = new URLSearchParams(uri.query);
  const [folder, filter, order] = ['folder', 'filter', 'order'].map((key) => query.get(key) ?? '');
  const open = (vscode.workspace.workspaceFolders ?? []).find((each) => isSamePath(each.uri.fsPath, pathOf(folder!)));
  if (uri.path !== '/review' || open === undefined) {
    throw new UserError('bad-input', {
      problem: t`This link leads to no folder that is open here.`,
      advice: t`Open the folder with the images, then follow the link again.`,
    });
  }
  const call = { folder: open.name, assistant: vscode.env.appName, token: neverCancelled };
  await callTool('start_review', { filter, order: order || 'worst' }, workspaceContext(call, catalogue));
}

function pathOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    return '';
  }
}
