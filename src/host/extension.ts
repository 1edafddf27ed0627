import type * as vscode from 'vscode';
import { closeDecoders } from '../node/image/openImage';
import { registerAllCommands } from './commands';
import { ImageEditors } from './editor/imageEditors';
import type { ExtensionApi } from './extensionApi';
import { reopenTextTabs } from './editor/reopenTextTabs';
import { MetadataDocuments } from './metadata/metadataDocuments';
import { ReviewSession } from './review/reviewSession';
import { createRemarksItem } from './remarksItem';
import { createServices, report } from './services';
import { createStatusBar } from './statusBar';
import { createObjectsView } from './views/objectsTree';

export function activate(context: vscode.ExtensionContext): ExtensionApi {
  const services = createServices();
  const editors = new ImageEditors(services, context.extensionUri);
  const review = new ReviewSession(services, editors);
  const metadata = new MetadataDocuments();
  context.subscriptions.push(
    services,
    editors,
    review,
    metadata,
    createStatusBar(services.client),
    createRemarksItem(editors),
    createObjectsView(editors),
    registerAllCommands({ services, editors, review, metadata, extension: context.extension }),
  );
  reopenTextTabs().catch((error: unknown) => report(error, services));
  return { editors, client: services.client };
}

export async function deactivate(): Promise<void> {
  await closeDecoders();
}
