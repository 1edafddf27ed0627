import * as v from 'valibot';
import { mapSchema } from '../../base/mapSchema';
import { t } from '../../text/message';
import { parseLayoutJson } from '../jsonText';
import { classesName, indexName } from './names';

const name = v.pipe(v.string(), v.minLength(1));
const indexSchema = mapSchema(v.array(name));
const classesSchema = mapSchema(mapSchema(v.pipe(v.string(), v.regex(/^\d{4}$/, 'must have four digits'))));

/** Masks by image. */
export type Index = v.InferOutput<typeof indexSchema>;
/** Ids of four digits by class by data set. */
export type Classes = v.InferOutput<typeof classesSchema>;

/** @throws UserError `damaged` naming what is wrong */
export function parseIndex(text: string): Index {
  return parseLayoutJson(indexSchema, text, indexName, t`The index of SA-Med2D`);
}

/** @throws UserError `damaged` naming what is wrong */
export function parseClasses(text: string): Classes {
  return parseLayoutJson(classesSchema, text, classesName, t`The class mapping of SA-Med2D`);
}
