/** Capital letters of five by seven pixels, as devices once wrote them into their pictures. */
const letters: Readonly<Record<string, readonly string[]>> = {
  A: ['.###.', '#...#', '#...#', '#####', '#...#', '#...#', '#...#'],
  D: ['####.', '#...#', '#...#', '#...#', '#...#', '#...#', '####.'],
  E: ['#####', '#....', '#....', '####.', '#....', '#....', '#####'],
  I: ['.###.', '..#..', '..#..', '..#..', '..#..', '..#..', '.###.'],
  J: ['..###', '...#.', '...#.', '...#.', '...#.', '#..#.', '.##..'],
  N: ['#...#', '##..#', '#.#.#', '#..##', '#...#', '#...#', '#...#'],
  O: ['.###.', '#...#', '#...#', '#...#', '#...#', '#...#', '.###.'],
};

/** Writes text into grey pixels. @param scale size of a pixel of a letter */
export function writeLetters(
  data: Uint8Array,
  width: number,
  text: string,
  {
    x,
    y,
    scale = 1,
    value = 255,
  }: { readonly x: number; readonly y: number; readonly scale?: number; readonly value?: number },
): void {
  for (const [place, letter] of [...text].entries()) {
    for (const [row, line] of (letters[letter] ?? []).entries()) {
      for (const [column, dot] of [...line].entries()) {
        if (dot !== '#') continue;
        for (let dy = 0; dy < scale; dy++) {
          const start = (y + row * scale + dy) * width + x + (place * 6 + column) * scale;
          data.fill(value, start, start + scale);
        }
      }
    }
  }
}
