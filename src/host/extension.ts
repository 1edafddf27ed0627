import * as vscode from 'vscode';
import { canInstallCuda } from '../node/cuda/installCuda';
import { closeDecoders } from '../node/image/openImage';
import { BulkRunner } from './bulk/bulkRunner';
import { registerBulkTasks } from './bulk/bulkTasks';
import { registerAllCommands } from './commands';
import type { CommandContext } from './commands/context';
import { offerResume } from './commands/offerResume';
import { Dataset } from './dataset/dataset';
import { DatasetView } from './dataset/datasetTree';
import { createDecorations } from './dataset/decorations';
import { ImageEditors } from './editor/imageEditors';
import { offerImports } from './editor/importOffer';
import { createObjectsView } from './editor/objectsTree';
import type { ExtensionApi } from './extensionApi';
import { reopenTextTabs } from './editor/reopenTextTabs';
import { MetadataDocuments } from './metadata/metadataDocuments';
import { registerTextReports } from './panels/textReport';
import { ReviewSession } from './review/reviewSession';
import { createRemarksItem } from './remarksItem';
import { createServices, report } from './services';
import { createStatusBar } from './statusBar';

export function activate(context: vscode.ExtensionContext): ExtensionApi {
  const services = createServices();
  const editors = new ImageEditors(services);
  const review = new ReviewSession(services, editors);
  const metadata = new MetadataDocuments();
  const bulk = new BulkRunner(services, editors);
  const dataset = new Dataset(services, context);
  const datasetView = new DatasetView(dataset, services);
  const { extension } = context;
  const commands: CommandContext = { services, editors, review, metadata, bulk, dataset, datasetView, extension };
  context.subscriptions.push(
    services,
    editors,
    review,
    metadata,
    bulk,
    registerBulkTasks(),
    registerTextReports(),
    dataset,
    datasetView,
    createDecorations(dataset),
    createStatusBar(services.client),
    createRemarksItem(editors),
    createObjectsView(editors),
    offerImports(editors, services),
    registerAllCommands(commands),
  );
  void vscode.commands.executeCommand('setContext', 'samUnet.canInstallCuda', canInstallCuda());
  for (const work of [reopenTextTabs(), offerResume(commands)]) {
    work.catch((error: unknown) => report(error, services));
  }
  return { editors, client: services.client, dataset };
}

export async function deactivate(): Promise<void> {
  await closeDecoders();
}
