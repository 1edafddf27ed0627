import { seededRandom } from '../statistics/random';
import { byQuality, type ReviewItem } from './reviewItem';

/**
 * `worst`: by the lowest estimated quality, with some of the best in between; `disagreement`: by the lowest agreement with
 * masks that existed before; `random`: in an order that the seed gives; `name`: as they were found.
 */
export type ReviewOrder = 'worst' | 'disagreement' | 'random' | 'name';

/** One in so many items is one of high estimate, drawn at random: 5 %. */
const auditEvery = 20;

/**
 * Items in the order of a review.
 * @param seed gives the same random choices for the same items
 */
export function orderItems(items: readonly ReviewItem[], order: ReviewOrder, seed = 1): ReviewItem[] {
  switch (order) {
    case 'name':
      return [...items];
    case 'worst':
      return withAudits(items.toSorted(byQuality), seed);
    case 'disagreement':
      return items.toSorted((a, b) => (a.agreement ?? Infinity) - (b.agreement ?? Infinity));
    case 'random':
      return shuffled(items, seed);
  }
}

/**
 * Brings every twentieth place to an item of the better half, so that a wrong estimate comes to light before the end.
 * @param sorted worst first
 */
function withAudits(sorted: readonly ReviewItem[], seed: number): ReviewItem[] {
  const count = Math.floor(sorted.length / auditEvery);
  const better = sorted.slice(Math.ceil(sorted.length / 2)).filter(({ quality }) => quality !== undefined);
  const audits = shuffled(better, seed).slice(0, count);
  const drawn = new Set(audits);
  const rest = sorted.filter((item) => !drawn.has(item)).values();
  return sorted.map((_, place) => {
    const audit = (place + 1) % auditEvery === 0 ? audits.pop() : undefined;
    return audit === undefined ? rest.next().value! : { ...audit, isAudit: true };
  });
}

function shuffled(items: readonly ReviewItem[], seed: number): ReviewItem[] {
  return items
    .map((item) => ({ item, place: seededRandom(`${String(seed)}/${item.image}`)() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
