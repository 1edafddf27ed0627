import * as v from 'valibot';
import type { Rect, Size } from '../../geometry/rect';
import { t, type Message, type Text } from '../../text/message';
import type { AnnotationNote } from '../annotationNote';
import { damagedJson, parseLayoutJson } from '../jsonText';

const finite = v.pipe(v.number(), v.finite());
const size = v.pipe(v.number(), v.integer(), v.minValue(1));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const name = v.pipe(v.string(), v.minLength(1));
const id = v.union([v.pipe(v.number(), v.integer()), name]);

const imageSchema = v.object({
  id,
  file_name: name,
  /** Of the frame of the annotations; many programs leave it out, or write 0. */
  width: v.nullish(count),
  height: v.nullish(count),
  /** Of a volume, 0-based; not of COCO's own. */
  slice: v.optional(count),
  /** Of an image of several, 0-based; not of COCO's own. */
  volume: v.optional(count),
});

const runLengths = v.object({
  /** [height, width]. */
  size: v.tuple([size, size]),
  /** Column by column, background first; as a string, in the code of `maskApi.c`. */
  counts: v.union([v.array(count), v.string()]),
});
/** x0, y0, x1, y1, … of at least three corners. */
const polygon = v.pipe(v.array(finite), v.minLength(6));

const box = v.tuple([finite, finite, finite, finite]);

const fileSchema = v.object({
  images: v.array(imageSchema),
  categories: v.array(v.object({ id, name })),
  annotations: v.optional(v.array(v.unknown()), []),
});

const what = t`The COCO file`;

export type CocoImage = v.InferOutput<typeof imageSchema>;
/** What the annotations say the shape of an object is. */
export type CocoSegmentation = number[][] | v.InferOutput<typeof runLengths>;

export interface CocoAnnotation {
  /** Its own, or where it stands in the file. */
  readonly id: number | string;
  readonly image: CocoImage;
  readonly label: string;
  /** In the frame of the annotations. */
  readonly box?: Rect;
  readonly segmentation?: CocoSegmentation;
}

/** What a COCO file of instances says of what is where in which image (cocodataset.org/#format-data). */
export interface CocoFile {
  readonly images: readonly CocoImage[];
  readonly annotations: readonly CocoAnnotation[];
  /** Annotations, or parts of them, that cannot be used. */
  readonly notes: readonly AnnotationNote[];
}

/** The frame that annotations of an image were made in, where the file states it. */
export function statedSize({ width, height }: CocoImage): Size | undefined {
  const isStated = typeof width === 'number' && typeof height === 'number' && width > 0 && height > 0;
  return isStated ? { width, height } : undefined;
}

/** Whether JSON looks like a COCO file, right or wrong. */
export function isCoco(json: unknown): boolean {
  return (
    typeof json === 'object' && json !== null && 'images' in json && Array.isArray(json.images) && 'categories' in json
  );
}

/**
 * Parses a COCO file of instances. An annotation that is wrong is a note; the others are used.
 * @param file for messages
 * @throws UserError `damaged` naming the field that is wrong in what is not of one annotation
 */
export function parseCoco(text: string, file: string): CocoFile {
  const { images, categories, annotations } = parseLayoutJson(fileSchema, withoutNaN(text), file, what);
  const imageOf = new Map(images.map((image) => [image.id, image]));
  const labelOf = new Map(categories.map((category) => [category.id, category.name]));
  if (imageOf.size < images.length) throw damagedJson(file, what, t`two images have the same id`);
  if (labelOf.size < categories.length) throw damagedJson(file, what, t`two categories have the same id`);
  const notes: AnnotationNote[] = [];
  const read: CocoAnnotation[] = [];
  let keypoints = 0;
  for (const [index, raw] of annotations.entries()) {
    const given = typeof raw === 'object' && raw !== null ? (raw as Readonly<Record<string, unknown>>) : {};
    const own = v.safeParse(id, given['id']);
    const annotation = own.success ? own.output : `annotations.${index}`;
    const note = (message: Message): void => {
      notes.push({ file, annotation, message });
    };
    const image = imageOf.get(given['image_id'] as CocoImage['id']);
    const label = labelOf.get(given['category_id'] as CocoImage['id']);
    if (image === undefined) note(t`Its image, ${shown(given['image_id'])}, is not in the list of images.`);
    else if (label === undefined)
      note(t`Its category, ${shown(given['category_id'])}, is not in the list of categories.`);
    else {
      if (Array.isArray(given['keypoints']) && given['keypoints'].length > 0) keypoints++;
      const rect = boxOf(given['bbox'], note);
      const segmentation = segmentationOf(given['segmentation'], note);
      read.push({
        ...{ id: annotation, image, label },
        ...(rect === undefined ? {} : { box: rect }),
        ...(segmentation === undefined ? {} : { segmentation }),
      });
    }
  }
  if (keypoints > 0) {
    notes.push({
      file,
      annotation: null,
      message: t`Keypoints are ignored (annotations with keypoints: ${keypoints}).`,
    });
  }
  return { images, annotations: read, notes };
}

function boxOf(bbox: unknown, note: (message: Message) => void): Rect | undefined {
  if (bbox === undefined) return undefined;
  const refuse = (reason: Message): void => {
    note(t`Its box, ${shown(bbox)}, cannot be used: ${reason}.`);
  };
  if (!v.is(box, bbox)) {
    refuse(t`it is not a list of four numbers`);
    return undefined;
  }
  const [x, y, width, height] = bbox;
  if (width <= 0 || height <= 0) {
    refuse(t`its width and height are not both above 0`);
    return undefined;
  }
  return { x0: x, y0: y, x1: x + width, y1: y + height };
}

function segmentationOf(given: unknown, note: (message: Message) => void): CocoSegmentation | undefined {
  // Programs write null and an empty list for annotations that are a box alone.
  if (given === undefined || given === null || (Array.isArray(given) && given.length === 0)) return undefined;
  if (Array.isArray(given)) {
    const flat = v.safeParse(polygon, given);
    const parts = flat.success ? [flat.output] : given;
    const polygons = parts.flatMap((part) => {
      const parsed = v.safeParse(polygon, part);
      return parsed.success ? [parsed.output] : [];
    });
    if (polygons.length < parts.length) {
      note(t`Some parts of its outline are not polygons (${parts.length - polygons.length} of ${parts.length}).`);
    }
    return polygons.length === 0 ? undefined : polygons;
  }
  const parsed = v.safeParse(runLengths, given);
  if (parsed.success) return parsed.output;
  note(t`Its mask cannot be used: it has no “size” of two numbers and “counts” of run lengths.`);
  return undefined;
}

function shown(value: unknown): Text {
  if (value === undefined) return t`which is missing`;
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

/** Python writes numbers that are none as words that JSON does not have. */
function withoutNaN(text: string): string {
  if (!/NaN|Infinity/.test(text)) return text;
  return text.replace(/"(?:[^"\\]|\\.)*"|NaN|-?Infinity/g, (token) => (token.startsWith('"') ? token : 'null'));
}
