const sidecarSuffix = '.masks.json';
const maskSuffix = '.mask';

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

/** Name of the file that keeps other processes from writing the masks of an image. */
export function maskLockName(imageName: string): string {
  return `.${imageName}.mask.lock`;
}

/** Name of the image whose masks a lock is for; undefined when the name is no such lock's. */
export function imageOfMaskLock(name: string): string | undefined {
  return /^\.(.+)\.mask\.lock$/.exec(name)?.[1];
}

/** Name of the mask file beside an image: PNG for one slice, NIfTI for volumes. */
export function maskName(imageName: string, slices: number): string {
  return `${imageName}${maskSuffix}${slices > 1 ? '.nii.gz' : '.png'}`;
}

/** Whether a file is one that we write beside images, and so is no image to be segmented itself. */
export function isOwnFile(name: string): boolean {
  return name.endsWith(sidecarSuffix) || name.endsWith(`${maskSuffix}.png`) || name.endsWith(`${maskSuffix}.nii.gz`);
}
