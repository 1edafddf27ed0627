import { parseCoco, type CocoFile } from '../../layouts/coco/schema';
import { imageFinder } from './namedImages';
import { listedSource, type ListedObject, type PromptSource, type SourceFolder } from './source';

/**
 * Boxes of a COCO file of instances, with the names of their categories as labels, on the slice that the file may name for an
 * image. An annotation without a box is left out.
 * @throws UserError `damaged` naming the field that is wrong
 */
export async function openCoco({ file }: { file: string }, folder: SourceFolder): Promise<PromptSource> {
  const { images, categories, annotations } = parseCoco(await folder.readText(file), file);
  const find = imageFinder(folder, file);
  const places = new Map(
    images.map(({ id, file_name, slice, volume }) => [id, { path: find(file_name), slice, volume }]),
  );
  const labels = new Map(categories.map(({ id, name }) => [id, name]));
  const objects = new Map<string, ListedObject[]>();
  for (const annotation of annotations) {
    const place = places.get(annotation.image_id);
    const label = labels.get(annotation.category_id);
    const box = boxOf(annotation);
    if (place === undefined || label === undefined || box === undefined) continue;
    const { path, slice, volume } = place;
    const same = objects.get(path) ?? [];
    same.push({
      label,
      ...(slice === undefined ? {} : { slice }),
      ...(volume === undefined ? {} : { volume }),
      prompt: { box, points: [] },
    });
    objects.set(path, same);
  }
  return listedSource(objects);
}

function boxOf({ bbox }: CocoFile['annotations'][number]): ListedObject['prompt']['box'] {
  if (bbox === undefined) return undefined;
  const [x, y, width, height] = bbox;
  return { x0: x, y0: y, x1: x + width, y1: y + height };
}
