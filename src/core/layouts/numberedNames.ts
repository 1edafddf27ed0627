import { splitPath } from './imageNames';

/** Pictures whose files are written as PNG, without what else they hold. */
const picture = /\.(png|jpe?g|bmp|webp|tiff?)$/;

/**
 * A path for each image that says nothing of it but its kind: `image_0001.nii.gz`, without folders.
 * @param paths in the order of their numbers
 */
export function numberedNames(paths: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    paths.map((path, i) => {
      const { name, stem } = splitPath(path);
      const ending = name.slice(stem.length).toLowerCase();
      // DICOM files may have no ending, or that of a UID.
      const kept = picture.test(ending) ? '.png' : ending || '.dcm';
      return [path, `image_${String(i + 1).padStart(4, '0')}${kept}`];
    }),
  );
}
