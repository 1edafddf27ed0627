const blocks = '▁▂▃▄▅▆▇█';

/** Values from 0 to 1 as a line of bars, such as ▁▃▆, the latest last. */
export function sparkline(values: readonly number[]): string {
  return values
    .map((value) => blocks[Math.min(blocks.length - 1, Math.max(0, Math.floor(value * blocks.length)))])
    .join('');
}
