import * as vscode from 'vscode';
import { bundledFile } from '../../node/process/productPaths';
import { onDidChangeMcpServer, readInferenceSettings, readMcpServer } from '../config';

/** As in `contributes.mcpServerDefinitionProviders`. */
const providerId = 'samUnet.folders';

/**
 * Offers `sam-unet mcp` for each folder of the workspace, where the setting says so and the workspace is trusted. It is off at
 * first: VS Code's own chat has the same tools already, by {@link registerLanguageModelTools}.
 */
export function registerMcpServers({ packageJSON }: vscode.Extension<unknown>): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const fire = (): void => {
    changed.fire();
  };
  const { version } = packageJSON as { readonly version: string };
  const provider: vscode.McpServerDefinitionProvider<vscode.McpStdioServerDefinition> = {
    onDidChangeMcpServerDefinitions: changed.event,
    provideMcpServerDefinitions: () => {
      if (!readMcpServer() || !vscode.workspace.isTrusted) return [];
      const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
      return folders.map((folder) => definitionOf(folder, version));
    },
  };
  return vscode.Disposable.from(
    changed,
    onDidChangeMcpServer(fire),
    vscode.workspace.onDidGrantWorkspaceTrust(fire),
    vscode.workspace.onDidChangeWorkspaceFolders(fire),
    vscode.lm.registerMcpServerDefinitionProvider(providerId, provider),
  );
}

function definitionOf({ name, uri }: vscode.WorkspaceFolder, version: string): vscode.McpStdioServerDefinition {
  const { modelDir, device, threads } = readInferenceSettings();
  const options = [
    '--model',
    modelDir,
    '--device',
    device,
    ...(threads === undefined ? [] : ['--threads', String(threads)]),
  ];
  return new vscode.McpStdioServerDefinition(
    `SAM-UNet: ${name}`,
    process.execPath,
    [bundledFile('cli.js'), 'mcp', uri.fsPath, ...options],
    { ELECTRON_RUN_AS_NODE: '1', SAM_UNET_URI_SCHEME: vscode.env.uriScheme },
    version,
  );
}
