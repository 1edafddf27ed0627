export const datasetName = 'dataset.json';

/** Path of a case's image. */
export function imagePath(caseName: string, ending: string): string {
  return `imagesTr/${caseName}_0000${ending}`;
}

/** Path of a case's label map. */
export function labelPath(caseName: string, ending: string): string {
  return `labelsTr/${caseName}${ending}`;
}

/** The case of a label map; undefined for every other file. */
export function caseOf(path: string, ending: string): string | undefined {
  const prefix = 'labelsTr/';
  if (!path.startsWith(prefix) || !path.endsWith(ending)) return undefined;
  const name = path.slice(prefix.length, path.length - ending.length);
  return name === '' || name.includes('/') ? undefined : name;
}
