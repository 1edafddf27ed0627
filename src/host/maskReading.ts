import * as v from 'valibot';
import { maskReadingKeys, maskReadingSchema, type MaskReading } from '../core/layouts/maskReading';
import type { KnownReadings } from './readings';

/** How masks of a folder are read, as a person has said; what nobody has said is left out. */
export function maskReadingIn(folder: string, known: KnownReadings): MaskReading {
  const answers = Object.fromEntries(
    maskReadingKeys.flatMap((key) => {
      const answer = known(folder, key);
      return answer === undefined ? [] : [[key, answer]];
    }),
  );
  const parsed = v.safeParse(maskReadingSchema, answers);
  return parsed.success ? parsed.output : {};
}
