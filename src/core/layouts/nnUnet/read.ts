import type { FoundImage, LayoutSource } from '../layout';
import { meaningOf } from './meaning';
import { caseOf, datasetName, endingOf, imagePath } from './names';
import { parseDataset } from './schema';

/** The training cases of nnU-Net v2, nnU-Net v1 and the Decathlon, which names images like their cases. */
export async function read({ paths, text }: LayoutSource): Promise<FoundImage[]> {
  const dataset = parseDataset(await text(datasetName));
  const { names, regions, ignored } = meaningOf(dataset);
  return paths.flatMap((path): FoundImage[] => {
    const caseName = caseOf(path, dataset.ending);
    if (caseName === undefined) return [];
    const ending = endingOf(path);
    const known = [imagePath(caseName, ending), `imagesTr/${caseName}${ending}`, caseName].map((name) => ({ name }));
    return [
      {
        names: known,
        masks: [{ kind: 'labelMap', path, names, regions, ...(ignored === undefined ? {} : { ignored }) }],
      },
    ];
  });
}
