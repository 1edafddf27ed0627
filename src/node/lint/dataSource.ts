import path from 'node:path';
import type { CancellationToken } from '../../core/base/cancellation';
import { UserError } from '../../core/base/error';
import { reasonText } from '../../core/base/skip';
import { datasetName } from '../../core/layouts/nnUnet/names';
import { parseDataset } from '../../core/layouts/nnUnet/schema';
import { checkNames } from '../../core/layouts/nnUnet/validate';
import { problem, type Problem } from '../../core/lint/problem';
import { maskNames } from '../../core/sidecar/names';
import { t, verbatim } from '../../core/text/message';
import { exists } from '../files/exists';
import { listFolder } from '../files/findImages';
import { readTextFile } from '../files/textFile';
import { walkFolder } from '../files/walkFolder';
import { imagesOfFiles } from '../image/openImage';
import { findMasks, type FoundMasks } from '../transfer/findMasks';
import type { Planned } from '../transfer/planImport';
import type { ListedImage } from '../series/imagesOf';
import { unreadable } from './unreadable';

/** The images of a folder, and the masks that a layout has for them. */
export interface DataSource {
  readonly folder: string;
  readonly images: readonly ListedImage[];
  /** Absent where no layout is known, as in a folder of images with sidecars. */
  readonly masks?: FoundMasks;
  /** By the path of the image. */
  readonly planned: ReadonlyMap<string, Planned>;
  readonly isNnUnet: boolean;
  readonly problems: readonly Problem[];
}

/**
 * Looks for the images of a folder and their masks in all layouts.
 * @throws UserError `unreadable` when the folder itself cannot be read, `cancelled`
 */
export async function openSource(folder: string, token: CancellationToken): Promise<DataSource> {
  const listed = await listFolder(folder, token);
  const problems = [...listed.unreadable].map(([below, error]) => unreadable(error, below));
  const imageOf = await imagesOfFiles(folder, listed.images, { token });
  const isNnUnet = await exists(path.join(folder, datasetName));
  if (isNnUnet) problems.push(...(await checkDescription(folder)));
  const masks = await findMasks({ source: folder, images: folder }, { token }).catch((error: unknown) => {
    if (!(error instanceof UserError) || error.code === 'cancelled') throw error;
    // A folder in no layout.
    if (error.code !== 'bad-input') problems.push(unreadable(error, '.', folder));
    return undefined;
  });
  for (const missing of masks?.missing ?? []) {
    // What lies beside an image that is gone is looked for with its sidecar.
    if (maskNames(missing.file).some((name) => listed.files.has(name))) continue;
    const [file = missing.file] = masks?.lost.get(missing) ?? [];
    const what = reasonText(missing);
    const message =
      file === missing.file
        ? t`The image of the mask cannot be found: ${what}.`
        : t`The image ${missing.file} of the mask cannot be found: ${what}.`;
    problems.push(problem(file, 'orphan-mask', message));
  }
  const images = new Map([...imageOf.values()].map(({ image }) => [image.path, image]));
  return {
    folder,
    images: [...images.values()].filter(({ path: image }) => masks?.own.has(image) !== true),
    ...(masks === undefined ? {} : { masks }),
    planned: new Map((masks?.plan ?? []).map((each) => [each.image.path, each])),
    isNnUnet,
    problems,
  };
}

/** What nnU-Net v2 would not accept of the description of a training set. */
async function checkDescription(folder: string): Promise<Problem[]> {
  const paths: string[] = [];
  for await (const file of walkFolder(folder)) paths.push(file.path);
  try {
    const dataset = parseDataset(await readTextFile(path.join(folder, datasetName)));
    return checkNames(dataset, paths).map((text) => problem(datasetName, 'dataset-description', verbatim(text)));
  } catch (error) {
    return [unreadable(error, datasetName)];
  }
}
