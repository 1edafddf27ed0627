import { parseCoco, type CocoFile } from '../../layouts/coco/schema';
import { imageFinder } from './namedImages';
import { listedSource, type PlannedObject, type PromptSource, type SourceFolder } from './source';

/**
 * Boxes of a COCO file of instances, with the names of their categories as labels. An annotation without a box is left out.
 * @throws UserError `damaged` naming the field that is wrong
 */
export async function openCoco({ file }: { file: string }, folder: SourceFolder): Promise<PromptSource> {
  const { images, categories, annotations } = parseCoco(await folder.readText(file), file);
  const find = imageFinder(folder, file);
  const paths = new Map(images.map(({ id, file_name }) => [id, find(file_name)]));
  const labels = new Map(categories.map(({ id, name }) => [id, name]));
  const objects = new Map<string, PlannedObject[]>();
  for (const annotation of annotations) {
    const path = paths.get(annotation.image_id);
    const label = labels.get(annotation.category_id);
    const box = boxOf(annotation);
    if (path === undefined || label === undefined || box === undefined) continue;
    const same = objects.get(path) ?? [];
    same.push({ label, slice: 0, prompt: { box, points: [] } });
    objects.set(path, same);
  }
  return listedSource(objects);
}

function boxOf({ bbox }: CocoFile['annotations'][number]): PlannedObject['prompt']['box'] {
  if (bbox === undefined) return undefined;
  const [x, y, width, height] = bbox;
  return { x0: x, y0: y, x1: x + width, y1: y + height };
}
