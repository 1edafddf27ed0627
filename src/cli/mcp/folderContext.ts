import { pathToFileURL } from 'node:url';
import { generateMasks } from '../../node/bulk/generateMasks';
import type { AssistantContext } from '../../node/assistants/context';
import type { DatasetClient } from '../../node/dataset/datasetClient';
import type { InferenceClient } from '../../node/inference/inferenceClient';
import { withPool } from '../../node/inference/inferencePool';
import { findLabels } from '../../node/labels/labelFile';
import { localMasks } from '../../node/masks/localMasks';
import { systemUser } from '../../node/systemUser';
import { inferenceSettings, type ModelOptions } from '../options';

interface FolderServices {
  readonly client: InferenceClient;
  readonly dataset: DatasetClient;
  readonly options: ModelOptions;
}

/** What the tools of an assistant use where there is no VS Code around. */
export function folderContext(
  call: Pick<AssistantContext, 'folder' | 'assistant' | 'token' | 'onProgress'>,
  { client, dataset, options }: FolderServices,
): AssistantContext {
  const { folder, token, onProgress } = call;
  return {
    ...call,
    store: localMasks,
    find: async (query) => {
      await dataset.api.scan();
      return dataset.api.find({ ...query, root: folder });
    },
    makeMasks: async (plan) => {
      const labels = await findLabels(folder, (error) => {
        throw error;
      });
      return withPool(client, inferenceSettings(options), (pool) =>
        generateMasks(plan, {
          ...{ client: pool, by: systemUser(), labels, token },
          onProgress: ({ done, total }) => onProgress?.(done, total),
        }),
      );
    },
    startReview: ({ items, filter, order }) => {
      const query = new URLSearchParams({ folder: pathToFileURL(folder).href, filter, order });
      return Promise.resolve({
        first: items.slice(0, 20).map(({ image, masks }) => ({ image, masks })),
        tellTheUser: 'A person starts this review in VS Code by opening the link, with the folder open.',
        link: `${scheme()}://sam-unet.sam-unet/review?${query.toString()}`,
      });
    },
  };
}

/** The scheme of links that open VS Code, or the editor that has started the server. */
function scheme(): string {
  const given = process.env.SAM_UNET_URI_SCHEME ?? '';
  return /^[a-z][a-z0-9+.-]*$/.test(given) ? given : 'vscode';
}
