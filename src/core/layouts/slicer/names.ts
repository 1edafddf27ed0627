const ending = '.seg.nrrd';

/** Path of the segmentation of an image. @param name path of the image without its ending */
export function segmentationPath(name: string): string {
  return `${name}${ending}`;
}

/** Path of the image, without its ending, that a segmentation is for; undefined for every other file. */
export function imageOfSegmentation(path: string): string | undefined {
  const name = path.toLowerCase().endsWith(ending) ? path.slice(0, -ending.length) : '';
  return name === '' || name.endsWith('/') ? undefined : name;
}
