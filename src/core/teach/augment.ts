import { Mask } from '../mask/mask';
import { uniform, type Random } from '../statistics/random';
import type { Example } from './example';

/** Largest changes of a copy: degrees, factors, parts of the image's sides and of the grey levels. */
const changes = { turn: 20, scale: 1.25, shift: 0.08, gamma: 1.4, contrast: 1.25, brightness: 0.08 };

/**
 * A changed copy of an example: mirrored, turned, scaled, moved, with other grey levels. What comes from outside of the image is
 * black and belongs to nothing.
 */
export function augment({ image, mask }: Example, random: Random): Example {
  const { width, height, channels } = image;
  const back = inverse(width, height, random);
  const tone = toneOf(random);
  const data = new Uint8Array(image.data.length);
  const moved = new Mask(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = back(x, y);
      const at = y * width + x;
      const [i, j] = [Math.floor(u), Math.floor(v)];
      if (i < 0 || j < 0 || i >= width || j >= height) continue;
      const [du, dv] = [u - i, v - j];
      const right = Math.min(i + 1, width - 1);
      const below = Math.min(j + 1, height - 1);
      for (let c = 0; c < channels; c++) {
        const value = (column: number, row: number): number => image.data[(row * width + column) * channels + c]!;
        const upper = value(i, j) * (1 - du) + value(right, j) * du;
        const lower = value(i, below) * (1 - du) + value(right, below) * du;
        data[at * channels + c] = tone[Math.round(upper * (1 - dv) + lower * dv)]!;
      }
      moved.data[at] = mask.data[(dv < 0.5 ? j : below) * width + (du < 0.5 ? i : right)]!;
    }
  }
  return { image: { ...image, data }, mask: moved };
}

/** Where a pixel of a copy comes from: indices in the image. */
function inverse(width: number, height: number, random: Random): (x: number, y: number) => [number, number] {
  const angle = (uniform(random, -changes.turn, changes.turn) * Math.PI) / 180;
  const scale = around(changes.scale, random);
  const [mirrorX, mirrorY] = [random() < 0.5 ? -1 : 1, random() < 0.5 ? -1 : 1];
  const [cx, cy] = [(width - 1) / 2, (height - 1) / 2];
  const dx = uniform(random, -changes.shift, changes.shift) * width;
  const dy = uniform(random, -changes.shift, changes.shift) * height;
  const [cos, sin] = [Math.cos(angle) / scale, Math.sin(angle) / scale];
  return (x, y) => {
    const [a, b] = [x - cx - dx, y - cy - dy];
    return [cx + mirrorX * (cos * a + sin * b), cy + mirrorY * (cos * b - sin * a)];
  };
}

/** Other grey levels for 0 to 255. */
function toneOf(random: Random): Uint8Array {
  const gamma = around(changes.gamma, random);
  const contrast = around(changes.contrast, random);
  const brightness = uniform(random, -changes.brightness, changes.brightness);
  return Uint8Array.from({ length: 256 }, (_, level) => {
    const value = ((level / 255) ** gamma - 0.5) * contrast + 0.5 + brightness;
    return Math.round(255 * Math.min(1, Math.max(0, value)));
  });
}

/** A factor between 1/`most` and `most`, as often below 1 as above. */
function around(most: number, random: Random): number {
  return most ** uniform(random, -1, 1);
}
