import { decodeLabel, encodeLabel } from '../fileLabel';

/** Folder for the masks of an image: as TotalSegmentator has it, with the name of the image. */
const folder = 'segmentations';
const maskPattern = new RegExp(`^(.+)/${folder}/([^/]+)\\.nii(\\.gz)?$`);

/** Path of a mask. @param name path of the image without its ending. @param instance 0 for the first of a name */
export function maskPath(name: string, label: string, instance: number): string {
  return `${name}/${folder}/${encodeLabel(label)}${instance === 0 ? '' : `__${instance + 1}`}.nii.gz`;
}

/** The image, without its ending, and the label of a mask; undefined for every other file. */
export function splitMaskPath(path: string): { readonly image: string; readonly label: string } | undefined {
  const match = maskPattern.exec(path);
  if (match === null) return undefined;
  return { image: match[1]!, label: decodeLabel(match[2]!.replace(/__\d+$/, '')) };
}
