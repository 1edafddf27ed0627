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
  for (let place = 0; place < text.length; place++) {
    for (const [row, line] of (letters[text.charAt(place)] ?? []).entries()) {
      for (let column = 0; column < line.length; column++) {
        if (line.charAt(column) !== '#') continue;
        for (let dy = 0; dy < scale; dy++) {
          const start = (y + row * scale + dy) * width + x + (place * 6 + column) * scale;
          data.fill(value, start, start + scale);
        }
      }
    }
  }
}
