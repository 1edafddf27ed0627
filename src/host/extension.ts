import * as vscode from 'vscode';
import { canInstallCuda } from '../node/cuda/installCuda';
import { endProcessWide } from '../node/processWide';
import { apiVersion, createApi } from './api/createApi';
import type { SamUnetApi } from './api/samUnetApi';
import { registerLanguageModelTools } from './assistants/languageModelTools';
import { registerMcpServers } from './assistants/mcpServers';
import { registerReviewLinks } from './assistants/reviewLinks';
import { registerBulkTasks } from './bulk/bulkTasks';
import { createCatalogue } from './catalogue';
import { registerAllCommands } from './commands';
import { offerResume } from './commands/offerResume';
import { createDecorations } from './dataset/decorations';
import { followFiles } from './editor/followFiles';
import { offerImports } from './editor/importOffer';
import { offerOverlays } from './editor/overlayOffer';
import { createObjectsView } from './editor/objectsTree';
import { offerForMaskedPictures } from './editor/pictureDefault';
import type { ExtensionApi } from './extensionApi';
import { reopenTextTabs } from './editor/reopenTextTabs';
import { registerTextReports } from './panels/textReport';
import { createRemarksItem } from './remarksItem';
import { report } from './services';
import { createStatusBar } from './statusBar';
import { introduce } from './walkthrough';

export function activate(context: vscode.ExtensionContext): ExtensionApi {
  const catalogue = createCatalogue(context);
  const { client, dataset, editors } = catalogue;
  let api: SamUnetApi | undefined;
  context.subscriptions.push(
    catalogue,
    registerBulkTasks(catalogue.queueCredentials),
    registerTextReports(),
    createDecorations(dataset),
    createStatusBar(client),
    createRemarksItem(editors),
    createObjectsView(editors),
    offerImports(editors, catalogue),
    offerOverlays(editors, catalogue),
    followFiles(catalogue),
    offerForMaskedPictures(editors, catalogue.memory),
    registerAllCommands(catalogue),
    registerLanguageModelTools(catalogue),
    registerMcpServers(catalogue.extension),
    registerReviewLinks(catalogue),
  );
  const offer = (): void => {
    offerResume(catalogue).catch((error: unknown) => report(error, catalogue));
  };
  context.subscriptions.push(vscode.workspace.onDidGrantWorkspaceTrust(offer));
  void vscode.commands.executeCommand('setContext', 'samUnet.canInstallCuda', canInstallCuda());
  offer();
  const { extension, globalState } = context;
  for (const work of [reopenTextTabs(), editors.offerUnsaved(), introduce(extension, globalState)]) {
    work.catch((error: unknown) => report(error, catalogue));
  }
  return {
    getApi: (version: number) => {
      if (version !== apiVersion) {
        throw new Error(`SAM-UNet has no API of version ${version}; it has version ${apiVersion}.`);
      }
      if (api === undefined) {
        const created = createApi(catalogue);
        context.subscriptions.push(created);
        api = created;
      }
      return api;
    },
    forTests: { editors, client, dataset },
  };
}

export async function deactivate(): Promise<void> {
  await endProcessWide();
}
