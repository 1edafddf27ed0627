const sidecarSuffix = '.masks.json';
const mapSuffix = /\.mask\.(png|nii\.gz)$/;
const maskSuffix = /\.mask\.(png|nii\.gz|dcm)$/;
const segmentationSuffix = '.mask.dcm';

/** Name of the sidecar beside an image: `ct_017.dcm` → `ct_017.dcm.masks.json`. The whole name keeps `a.png` and `a.dcm` apart. */
export function sidecarName(imageName: string): string {
  return imageName + sidecarSuffix;
}

/** Name of the image that a sidecar lies beside; undefined when the name is no sidecar's. */
export function imageOfSidecar(name: string): string | undefined {
  return name.endsWith(sidecarSuffix) && name.length > sidecarSuffix.length
    ? name.slice(0, -sidecarSuffix.length)
    : undefined;
}

const versionSuffix = /\.masks\.([^./\\]+)\.json$/;

/** Name of another reader’s sidecar beside an image: `ct_017.dcm` → `ct_017.dcm.masks.anna.json`. Nothing but comparisons reads it. */
export function versionName(imageName: string, suffix: string): string {
  return `${imageName}.masks.${suffix}.json`;
}

/** The suffix of another reader’s sidecar; undefined for every other file. */
export function versionOf(name: string): string | undefined {
  return versionSuffix.exec(name)?.[1];
}

/** Name of the image that another reader’s sidecar lies beside; undefined for every other file. */
export function imageOfVersion(name: string, suffix: string): string | undefined {
  const image = name.replace(versionSuffix, '');
  return versionOf(name) === suffix && image !== '' && !image.endsWith('/') ? image : undefined;
}

/** Name of the file that keeps other processes from writing the masks of an image. */
export function maskLockName(imageName: string): string {
  return `.${imageName}.mask.lock`;
}

/** Name of the image whose masks a lock is for; undefined when the name is no such lock's. */
export function imageOfMaskLock(name: string): string | undefined {
  return /^\.(.+)\.mask\.lock$/.exec(name)?.[1];
}

/** Name of the label map beside an image: PNG for one slice, NIfTI for volumes. */
export function mapName(imageName: string, slices: number): string {
  return `${imageName}.mask.${slices > 1 ? 'nii.gz' : 'png'}`;
}

/** Name of the DICOM Segmentation beside an image. */
export function segmentationName(imageName: string): string {
  return imageName + segmentationSuffix;
}

/** The names that a mask file right beside an image can have. */
export function maskNames(imageName: string): readonly string[] {
  return [mapName(imageName, 1), mapName(imageName, 2), segmentationName(imageName)];
}

/** Whether a mask file beside an image is a DICOM Segmentation. */
export function isSegmentationName(name: string): boolean {
  return name.endsWith(segmentationSuffix);
}

/** Path of the image that a label map lies beside; undefined for every other file. */
export function imageOfMap(path: string): string | undefined {
  return mapSuffix.test(path) ? imageOfMask(path) : undefined;
}

/** Path of the image that a mask file of any kind lies beside; undefined for every other file. */
export function imageOfMask(path: string): string | undefined {
  const image = path.replace(maskSuffix, '');
  return image === path || image === '' || image.endsWith('/') ? undefined : image;
}

/** Path of the image that a sidecar or a mask file lies beside; undefined for other files. */
export function imageOfOwnFile(path: string): string | undefined {
  return imageOfSidecar(path) ?? imageOfMask(path);
}

/** Whether a file is one that we write beside images, and so is no image to be segmented itself. */
export function isOwnFile(name: string): boolean {
  return name.endsWith(sidecarSuffix) || maskSuffix.test(name);
}
