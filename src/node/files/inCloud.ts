import { stat } from 'node:fs/promises';
import { isInCloud } from '../../core/base/cloudFile';

/** Whether a file lies in the cloud alone, see {@link isInCloud}; nothing of it is fetched. */
export async function isFileInCloud(file: string): Promise<boolean> {
  return stat(file).then(isInCloud, () => false);
}
