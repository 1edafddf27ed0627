import { placeOf } from '../image/slicePlace';
import type { measureNeighbours, ObjectOnSlice } from './neighbours';
import type { Signals } from './signals';

/** The model's answer for an object on a slice. */
interface Answered {
  readonly planned: Omit<ObjectOnSlice, 'mask'>;
  readonly answer: Pick<ObjectOnSlice, 'mask'> & { readonly signals?: Signals };
}

/** Where neighbours are measured, which takes long for the masks of a large volume. */
interface Measuring {
  measureNeighbours(...args: Parameters<typeof measureNeighbours>): Promise<ReturnType<typeof measureNeighbours>>;
}

/**
 * Answers with what the masks on the slices beside them say of each, which is known only when all are there.
 * @param there objects of the image that stay; rejected ones say nothing
 */
export async function compareSlices<T extends Answered>(
  answered: readonly T[],
  there: readonly (ObjectOnSlice & { readonly status: string })[],
  store: Measuring,
): Promise<readonly T[]> {
  const kept = there.filter(({ status }) => status !== 'rejected');
  const slices = new Set([...answered.map(({ planned }) => planned.slice), ...kept.map(({ slice }) => slice)]);
  if (slices.size < 3) return answered;
  const measured = await store.measureNeighbours(
    answered.map(({ planned, answer: { mask } }) => ({ label: planned.label, ...placeOf(planned), mask })),
    kept.map(({ label, mask, ...object }) => ({ label, ...placeOf(object), mask })),
  );
  return answered.map((each, i) => {
    const neighbours = measured[i];
    if (neighbours === undefined) return each;
    return { ...each, answer: { ...each.answer, signals: { ...each.answer.signals, neighbours } } };
  });
}
