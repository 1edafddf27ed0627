import * as v from 'valibot';
import { damagedJson, parseJson } from '../jsonText';

const finite = v.pipe(v.number(), v.finite());
const size = v.pipe(v.number(), v.integer(), v.minValue(1));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const name = v.pipe(v.string(), v.minLength(1));
const id = v.union([v.pipe(v.number(), v.integer()), name]);

const runLengths = v.object({
  /** [height, width]. */
  size: v.tuple([size, size]),
  /** Column by column, background first; as a string, in the code of `maskApi.c`. */
  counts: v.union([v.array(count), v.string()]),
});

const imageSchema = v.object({
  id,
  file_name: name,
  width: size,
  height: size,
  /** Of a volume, 0-based; not of COCO's own. */
  slice: v.optional(count),
  /** Of an image of several, 0-based; not of COCO's own. */
  volume: v.optional(count),
});
const categorySchema = v.object({ id, name });
const annotationSchema = v.object({
  id: v.optional(id),
  image_id: id,
  category_id: id,
  /** x, y, width, height in image coordinates. */
  bbox: v.optional(v.tuple([finite, finite, finite, finite])),
  /** Polygons, each x0, y0, x1, y1, …, or run lengths. */
  segmentation: v.optional(v.union([v.array(v.array(finite)), runLengths])),
});

const fileSchema = v.object({
  images: v.array(imageSchema),
  categories: v.array(categorySchema),
  annotations: v.optional(v.array(annotationSchema), []),
});

const what = 'The COCO file';

/** The parts of a COCO file of instances that say what is where in which image (cocodataset.org/#format-data). */
export type CocoFile = v.InferOutput<typeof fileSchema>;

export type CocoAnnotation = CocoFile['annotations'][number];
/** What the annotations say the shape of an object is. */
export type CocoSegmentation = NonNullable<CocoAnnotation['segmentation']>;

/** Whether JSON looks like a COCO file, right or wrong. */
export function isCoco(json: unknown): boolean {
  return (
    typeof json === 'object' && json !== null && 'images' in json && Array.isArray(json.images) && 'categories' in json
  );
}

/**
 * Parses a COCO file of instances.
 * @param file for messages
 * @throws UserError `damaged` naming the field that is wrong, or the annotation that names an image or a category in vain
 */
export function parseCoco(text: string, file: string): CocoFile {
  const parsed = parseJson(fileSchema, text, file, what);
  const problem = contradiction(parsed);
  if (problem !== undefined) throw damagedJson(file, what, problem);
  return parsed;
}

/** What no schema can say: that the ids fit each other. */
function contradiction({ images, categories, annotations }: CocoFile): string | undefined {
  const imageIds = new Set(images.map((image) => image.id));
  const categoryIds = new Set(categories.map((category) => category.id));
  if (imageIds.size < images.length) return 'two images have the same id';
  if (categoryIds.size < categories.length) return 'two categories have the same id';
  for (const [index, { image_id, category_id }] of annotations.entries()) {
    if (!imageIds.has(image_id))
      return `“annotations.${index}” is of the image ${image_id}, which is not among the images`;
    if (!categoryIds.has(category_id)) {
      return `“annotations.${index}” is of the category ${category_id}, which is not among the categories`;
    }
  }
  return undefined;
}
