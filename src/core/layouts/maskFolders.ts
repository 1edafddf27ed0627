/** Folders for masks beside one for images, alone or after the part of the data set that they hold: `masks`, `train_labels`. */
const pairedFolder =
  /^((?:train|training|val|valid|validation|test|testing)[_-])?(?:masks?|labels?|gts?|ground[_-]?truths?|annotations?|segmentations?|segmentationclass)$/i;
const imageFolder = /^((?:train|training|val|valid|validation|test|testing)[_-])?(?:images?|imgs?|jpegimages)$/i;
/** nnU-Net's, and PASCAL VOC's for the objects of SegmentationClass one by one. */
const ownFolder = /^(labelsT[rs]|SegmentationObject)$/;

/** Whether a folder says by its name no more than that images or masks lie in it: `images`, but not `train_images`. */
export function isPlainFolder(name: string): boolean {
  const match = imageFolder.exec(name) ?? pairedFolder.exec(name);
  return match === null ? /^(images|labels)Tr$/.test(name) : match[1] === undefined;
}

/** Whether a file lies in a folder that layouts keep for masks, and so is no image to be segmented itself. */
export function isInMaskFolder(path: string): boolean {
  return foldersOf(path).some((folder) => ownFolder.test(folder) || pairedFolder.test(folder));
}

/**
 * Where a file of a folder for masks has its partner: the path with `*` in place of that folder, after the part of the data
 * set if it names one; undefined for a file in none. Of several, the first one counts.
 */
export function maskPattern(path: string): string | undefined {
  return patternOf(path, pairedFolder);
}

/** The same for a file of a folder for images. */
export function imagePattern(path: string): string | undefined {
  return patternOf(path, imageFolder);
}

function patternOf(path: string, named: RegExp): string | undefined {
  const folders = foldersOf(path);
  const at = folders.findIndex((folder) => named.test(folder));
  if (at < 0) return undefined;
  const [, part = ''] = named.exec(folders[at]!) ?? [];
  return [...folders.slice(0, at), `${part.toLowerCase()}*`, ...path.split('/').slice(at + 1)].join('/');
}

function foldersOf(path: string): string[] {
  return path.split('/').slice(0, -1);
}
