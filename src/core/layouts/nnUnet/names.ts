import { isImageName } from '../../formats/registry';

export const datasetName = 'dataset.json';

/** Endings of images that hold a dot. */
const longEnding = /\.[^./]+\.gz$/i;

/** Path of a case's image. */
export function imagePath(caseName: string, ending: string): string {
  return `imagesTr/${caseName}_0000${ending}`;
}

/** Path of a case's label map. */
export function labelPath(caseName: string, ending: string): string {
  return `labelsTr/${caseName}${ending}`;
}

/** Whether images have the names of their label maps, as in the Decathlon; nnU-Net adds the number of the channel. */
export function namesImagesLikeLabels(paths: readonly string[]): boolean {
  const files = new Set(paths);
  return paths.some(
    (path) => caseOf(path, undefined) !== undefined && files.has(path.replace(/^labelsTr/, 'imagesTr')),
  );
}

/**
 * The case of a label map; undefined for every other file.
 * @param ending of all label maps; any image's where the data set does not say
 */
export function caseOf(path: string, ending: string | undefined): string | undefined {
  const prefix = 'labelsTr/';
  const own = ending ?? endingOf(path);
  if (!path.startsWith(prefix) || !path.endsWith(own)) return undefined;
  const name = path.slice(prefix.length, path.length - own.length);
  const isHidden = ending === undefined && (name.startsWith('.') || !isImageName(path));
  return name === '' || name.includes('/') || isHidden ? undefined : name;
}

/** The ending of a file, `.nii.gz` as a whole. */
export function endingOf(path: string): string {
  return (longEnding.exec(path) ?? /\.[^./]+$/.exec(path))?.[0] ?? '';
}
