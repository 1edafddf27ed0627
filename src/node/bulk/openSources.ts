import path from 'node:path';
import { neverCancelled, type CancellationToken } from '../../core/base/cancellation';
import { UserError } from '../../core/base/error';
import { CombinedSources } from '../../core/bulk/sources';
import type { SourceFolder } from '../../core/bulk/sources/source';
import { t } from '../../core/text/message';
import { listFolder } from '../files/findImages';
import { insideFolder } from '../files/insideFolder';
import { isMissing } from '../files/isMissing';
import { reasonOf } from '../files/reasonOf';
import { slashPath } from '../files/slashPath';
import { readTextFile } from '../files/textFile';
import { imagesOfFiles, segmentationsOfFiles } from '../image/openImage';
import { ImagesByPlace } from '../transfer/imagesByPlace';
import type { RunRequest } from './runRequest';

/** What a run finds in its folder: images, and where their prompts come from. Paths are relative to the folder. */
export interface RunSources {
  readonly sources: CombinedSources;
  /** The image that each file belongs to. */
  readonly imageOf: Awaited<ReturnType<typeof imagesOfFiles>>;
  readonly files: ReadonlySet<string>;
  /** Why subfolders could not be read. */
  readonly unreadable: ReadonlyMap<string, UserError>;
  /** Segmentations whose images are not in the folder. */
  readonly lost: readonly string[];
  /** Files of the images that are series. */
  readonly members: ReadonlyMap<string, readonly string[]>;
}

/**
 * Lists the folder of a run and opens its sources of prompts.
 * @throws UserError when the folder or a source of prompts cannot be read, `cancelled`
 */
export async function openSources(
  request: RunRequest,
  { onProgress, token = neverCancelled }: { onProgress?: (looked: number) => void; token?: CancellationToken } = {},
): Promise<RunSources> {
  const folder = path.resolve(request.folder);
  const { images: found, files, unreadable } = await listFolder(folder, token);
  const context = { series: request.series ?? 'whole', token, ...(onProgress === undefined ? {} : { onProgress }) };
  const imageOf = await imagesOfFiles(folder, found, context);
  const segmentations = request.sources.some(({ kind }) => kind === 'masks')
    ? await segmentationsOfFiles(folder, files, { root: folder, imageOf }, context)
    : { ofImage: new Map<string, string[]>(), lost: [] };
  const places = new ImagesByPlace(
    [...imageOf.values()].map(({ image }) => path.join(folder, image.path)),
    context.series,
  );
  const sources = await CombinedSources.open(request.sources, {
    ...sourceFolder(request, { folder, images: [...imageOf.keys()], files }),
    segmentations: segmentations.ofImage,
    imageByPlace: async (wanted) => {
      const image = await places.find({ ...wanted, file: path.join(folder, wanted.file) });
      return typeof image === 'string' ? slashPath(folder, image) : image;
    },
  });
  const members = new Map<string, readonly string[]>();
  for (const { image } of imageOf.values()) if (image.series) members.set(image.path, image.series.files);
  return { sources, imageOf, files, unreadable, lost: segmentations.lost, members };
}

function sourceFolder(
  { resumed }: RunRequest,
  { folder, images, files }: Pick<SourceFolder, 'images' | 'files'> & { readonly folder: string },
): SourceFolder {
  return {
    root: folder,
    images,
    files,
    readText: async (file, encoding) => {
      // A person may name prompts that lie anywhere; a journal, which comes with the folder, may not.
      const full = resumed === undefined ? path.resolve(folder, file) : await insideFolder(folder, file);
      try {
        return await readTextFile(full, encoding);
      } catch (cause) {
        if (cause instanceof UserError) throw cause;
        const missing = isMissing(cause);
        throw new UserError(missing ? 'not-found' : 'unreadable', {
          file: full,
          problem: t`The prompts cannot be read: ${reasonOf(cause)}.`,
          advice: t`Check the path.`,
          cause,
        });
      }
    },
  };
}
