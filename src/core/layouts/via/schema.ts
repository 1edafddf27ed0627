import * as v from 'valibot';
import { mapSchema } from '../../base/mapSchema';
import { parseLayoutJson } from '../jsonText';
import { t } from '../../text/message';

/** A value of an attribute: a text, or the chosen ones of several. */
const attribute = v.union([v.string(), v.number(), mapSchema(v.unknown())]);

const regionSchema = v.object({
  shape_attributes: v.looseObject({ name: v.string() }),
  region_attributes: v.optional(mapSchema(attribute), {}),
});

const imageSchema = v.object({
  filename: v.pipe(v.string(), v.minLength(1)),
  /** VIA 1 has a map by number. */
  regions: v.optional(v.union([v.array(v.unknown()), mapSchema(v.unknown())]), []),
});

const projectSchema = v.object({ _via_img_metadata: mapSchema(imageSchema) });

export type ViaRegion = v.InferOutput<typeof regionSchema>;

export interface ViaImage {
  readonly filename: string;
  readonly regions: readonly unknown[];
}

/**
 * Parses annotations of VIA 1 and 2, or a project of VIA 2 (robots.ox.ac.uk/~vgg/software/via, annotation format).
 *
 * @throws UserError `damaged`
 */
export function parseVia(text: string, file: string): readonly ViaImage[] {
  const what = t`The VIA file`;
  const images = /"_via_img_metadata"\s*:/.test(text)
    ? parseLayoutJson(projectSchema, text, file, what)._via_img_metadata
    : parseLayoutJson(mapSchema(imageSchema), text, file, what);
  return [...images.values()].map(({ filename, regions }) => ({
    filename,
    regions: Array.isArray(regions) ? regions : [...regions.values()],
  }));
}

/** A region; undefined for what is none. */
export function parseRegion(value: unknown): ViaRegion | undefined {
  const parsed = v.safeParse(regionSchema, value);
  return parsed.success ? parsed.output : undefined;
}
