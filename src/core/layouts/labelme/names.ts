const pictures = ['.png', '.jpg', '.jpeg', '.bmp', '.PNG', '.JPG', '.JPEG', '.tif', '.tiff'];

/** Whether a file can be an annotation: JSON beside a picture of the same name. @param all files of the folder */
export function isAnnotation(path: string, all: ReadonlySet<string>): boolean {
  if (!path.endsWith('.json') || path.endsWith('.masks.json')) return false;
  return pictures.some((ending) => all.has(path.replace(/\.json$/, ending)));
}
