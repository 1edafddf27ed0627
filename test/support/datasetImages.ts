import type { DatasetImage } from '../../src/core/dataset/datasetImage';

/** An image of a workspace in `/data`, without masks unless told otherwise. */
export function datasetImage(path: string, facts: Partial<DatasetImage> = {}): DatasetImage {
  return { root: '/data', path, status: 'none', objects: 0, unreviewed: 0, labels: [], modality: '', ...facts };
}
