export const dataName = 'data.yaml';

/** Whether a file names the classes of the labels. */
export function isDataFile(path: string): boolean {
  return /^(data|dataset)\.ya?ml$/.test(path);
}

const labelPattern = /^((?:.*\/)?)labels\/(.+)\.txt$/;

/** The image, without its ending, that a file of labels is for: it lies in `images` instead of `labels`. undefined for other files. */
export function labelFile(path: string): string | undefined {
  const match = labelPattern.exec(path);
  return match === null ? undefined : `${match[1]!}images/${match[2]!}`;
}
