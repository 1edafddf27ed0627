import type { FoundImage, LayoutSource } from '../layout';
import { caseOf, datasetName, imagePath } from './names';
import { parseDataset } from './schema';

/** The training cases; regions, which are sums of labels, are passed over. */
export async function read({ paths, text }: LayoutSource): Promise<FoundImage[]> {
  const { labels, file_ending: ending } = parseDataset(await text(datasetName));
  const names = new Map([...labels].flatMap(([name, value]) => (Array.isArray(value) ? [] : [[value, name]])));
  return paths.flatMap((path): FoundImage[] => {
    const caseName = caseOf(path, ending);
    if (caseName === undefined) return [];
    const known = [imagePath(caseName, ending), caseName].map((name) => ({ name }));
    return [{ names: known, masks: [{ kind: 'labelMap', path, names }] }];
  });
}
