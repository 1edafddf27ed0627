import * as vscode from 'vscode';
import type { MaskObject, MasksChange, SamUnetApi, SamUnetExports } from '../../../src/host/api/samUnetApi';

/** What this extension of another author makes of the API. */
export interface Consumer {
  readonly api: SamUnetApi;
  /** Changes of masks since it was activated. */
  readonly changes: readonly MasksChange[];
  /** Segments a box in an image. @param saves whether the mask is added beside the image */
  segment(image: vscode.Uri, saves: boolean): Promise<readonly MaskObject[]>;
}

/** Uses the API as docs/api.md says. */
export async function activate(context: vscode.ExtensionContext): Promise<Consumer> {
  const samUnet = vscode.extensions.getExtension<SamUnetExports>('sam-unet.sam-unet');
  if (samUnet === undefined) throw new Error('SAM-UNet is not installed.');
  const api = (await samUnet.activate()).getApi(1);
  const changes: MasksChange[] = [];
  context.subscriptions.push(api.onDidChangeMasks((change) => changes.push(change)));
  return {
    api,
    changes,
    segment: (image, saves) => {
      const prompt = { label: 'lesion', slice: 0, box: [60, 60, 120, 120] } as const;
      return api.segment(image, [prompt], saves ? { save: { extension: context.extension.id } } : {});
    },
  };
}
