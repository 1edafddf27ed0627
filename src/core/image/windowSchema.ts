import * as v from 'valibot';

const finite = v.pipe(v.number(), v.finite());

/** Fields of a {@link Window} but its name, as they come from the page and from files. */
export const windowFields = {
  center: finite,
  width: v.pipe(finite, v.gtValue(0)),
  shape: v.exactOptional(v.picklist(['exact', 'sigmoid'])),
  lut: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0))),
};
