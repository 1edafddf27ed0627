import { byQuality, type ReviewItem } from './reviewItem';

/**
 * `worst`: by the lowest estimated quality, with random ones in between; `disagreement`: by the lowest agreement with
 * masks that existed before; `random`: in the order of the random sample; `name`: as they were found.
 */
export type ReviewOrder = 'worst' | 'disagreement' | 'random' | 'name';

/** One in so many items is the next of the random sample: 10 %. */
const auditEvery = 10;

/**
 * Items in the order of a review.
 * @param sample images in the order of the random sample, see `AuditSample`; items that are not among them come after those in it
 */
export function orderItems(
  items: readonly ReviewItem[],
  order: ReviewOrder,
  sample: readonly string[] = [],
): ReviewItem[] {
  switch (order) {
    case 'name':
      return [...items];
    case 'worst':
      return withAudits(items.toSorted(byQuality), sample);
    case 'disagreement':
      return items.toSorted((a, b) => (a.agreement ?? Infinity) - (b.agreement ?? Infinity));
    case 'random':
      return inSample(items, sample);
  }
}

/**
 * Brings every tenth place to the next item of the random sample, which says how good the rest is, and brings wrong estimates to
 * light before the end.
 * @param sorted worst first
 */
function withAudits(sorted: readonly ReviewItem[], sample: readonly string[]): ReviewItem[] {
  const known = new Set(sample);
  const audits = inSample(
    sorted.filter(({ image }) => known.has(image)),
    sample,
  ).values();
  const rest = sorted.values();
  const placed = new Set<ReviewItem>();
  const nextOf = (items: Iterator<ReviewItem>): ReviewItem | undefined => {
    for (let next = items.next(); next.done !== true; next = items.next()) {
      if (!placed.has(next.value)) return next.value;
    }
    return undefined;
  };
  return sorted.map((_, place) => {
    const audit = (place + 1) % auditEvery === 0 ? nextOf(audits) : undefined;
    const item = audit ?? nextOf(rest)!;
    placed.add(item);
    return audit === undefined ? item : { ...item, isAudit: true };
  });
}

function inSample(items: readonly ReviewItem[], sample: readonly string[]): ReviewItem[] {
  const places = new Map(sample.map((image, place) => [image, place]));
  const place = ({ image }: ReviewItem): number => places.get(image) ?? sample.length;
  return items.toSorted((a, b) => place(a) - place(b));
}
