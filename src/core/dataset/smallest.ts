/**
 * The first `count` items of an order, in it, without putting the others in order: about one comparison for each item that is
 * not among them.
 */
export function smallest<T>(items: readonly T[], count: number, compare: (a: T, b: T) => number): T[] {
  if (count >= items.length) return items.toSorted(compare);
  // A heap of the best so far, the worst of them at its root.
  const heap = items.slice(0, count);
  for (let at = (count >> 1) - 1; at >= 0; at--) sink(heap, at, compare);
  for (const item of items.slice(count)) {
    if (count === 0 || compare(item, heap[0]!) >= 0) continue;
    heap[0] = item;
    sink(heap, 0, compare);
  }
  return heap.sort(compare);
}

function sink<T>(heap: T[], start: number, compare: (a: T, b: T) => number): void {
  for (let at = start; ;) {
    let child = 2 * at + 1;
    if (child >= heap.length) return;
    if (child + 1 < heap.length && compare(heap[child + 1]!, heap[child]!) > 0) child++;
    if (compare(heap[at]!, heap[child]!) >= 0) return;
    [heap[at], heap[child]] = [heap[child]!, heap[at]!];
    at = child;
  }
}
