import * as v from 'valibot';
import { UserError } from '../../base/error';

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

const imageSchema = v.object({ id, file_name: name, width: size, height: size });
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

/** The parts of a COCO file of instances that say what is where in which image (cocodataset.org/#format-data). */
export type CocoFile = v.InferOutput<typeof fileSchema>;

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
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw wrong(file, 'it is not valid JSON', cause);
  }
  const parsed = v.safeParse(fileSchema, json);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw wrong(file, `“${v.getDotPath(issue) ?? '(root)'}”: ${issue.message}`);
  }
  const problem = contradiction(parsed.output);
  if (problem !== undefined) throw wrong(file, problem);
  return parsed.output;
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

function wrong(file: string, reason: string, cause?: unknown): UserError {
  return new UserError('damaged', {
    file,
    problem: `The COCO file is wrong: ${reason}.`,
    advice: 'Export it again, or correct it.',
    cause,
  });
}
