import { imageOfMap } from '../../sidecar/names';
import { readLabelNames } from '../labelNames';
import type { FoundImage, LayoutSource } from '../layout';

/** Label maps beside images, named by `labels.json` where there is one. */
export async function read(source: LayoutSource): Promise<FoundImage[]> {
  const names = await readLabelNames(source);
  return source.paths.flatMap((path) => {
    const image = imageOfMap(path);
    return image === undefined
      ? []
      : [{ names: [{ name: image }], masks: [{ kind: 'labelMap', path, names } as const] }];
  });
}
