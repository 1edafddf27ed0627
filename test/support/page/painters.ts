import type { SampleArray, Slice } from '../../../src/core/image/slice';
import { colorMaps, type Coloring } from '../../../src/core/view/colorMap';
import type { Window as ImageWindow } from '../../../src/core/image/window';
import { CanvasPainter } from '../../../webview/render/canvasPainter';
import { SlicePainter } from '../../../webview/render/slicePainter';
import { WebglPainter } from '../../../webview/render/webglPainter';

interface Comparison {
  readonly pixels: number;
  /** Slice and appearance with the number of pixels that differ. */
  readonly differences: readonly string[];
}

/** Grey level of a pixel painted with WebGL, and again after the driver has dropped everything; how often that was told. */
interface Loss {
  readonly before: number;
  readonly after: number;
  readonly told: number;
}

/** What a test finds in `window` once it has loaded this script. */
declare global {
  interface Window {
    readonly painters: {
      /** Paints every kind of slice in every appearance with WebGL and without. */
      compare(): Comparison;
      lose(): Promise<Loss>;
    };
  }
}

const [width, height] = [129, 67];

function slice(data: SampleArray, change: Partial<Slice> = {}): Slice {
  return { width, height, channels: 1, data, slope: 1, intercept: 0, invert: false, windows: [], ...change };
}

/** Numbers that cover `low` to `high`, in no order. */
function spread<T extends SampleArray>(data: T, low: number, high: number): T {
  for (let i = 0; i < data.length; i++) data[i] = low + ((i * 7919) % 8641) * ((high - low) / 8640);
  return data;
}

const pixels = width * height;
const slices: Readonly<Record<string, Slice>> = {
  uint8: slice(spread(new Uint8Array(pixels), 0, 255)),
  int8: slice(spread(new Int8Array(pixels), -128, 127)),
  uint16: slice(spread(new Uint16Array(pixels), 0, 65_535), { invert: true }),
  int16: slice(spread(new Int16Array(pixels), -2000, 3000), { slope: 0.5, intercept: -24 }),
  'part of a buffer': slice(spread(new Int16Array(pixels + 3), -2000, 3000).subarray(3)),
  int32: slice(spread(new Int32Array(pixels), -100_000, 100_000)),
  float32: slice(spread(new Float32Array(pixels), -1.5, 2)),
  colour: slice(spread(new Uint8Array(3 * pixels), 0, 255), { channels: 3 }),
};
const windows: readonly (ImageWindow | null)[] = [null, { center: 40, width: 400 }, { center: 0.5, width: 1 }];
const colorings: readonly Coloring[] = colorMaps.flatMap((map) => [false, true].map((invert) => ({ map, invert })));

const scratch = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
[scratch.canvas.width, scratch.canvas.height] = [width, height];

function pixelsOf(canvas: HTMLCanvasElement): Uint32Array {
  scratch.drawImage(canvas, 0, 0);
  return new Uint32Array(scratch.getImageData(0, 0, width, height).data.buffer);
}

function compare(): Comparison {
  const canvas = new CanvasPainter();
  const webgl = WebglPainter.create(() => undefined, true);
  if (webgl === undefined) throw new Error('This browser has no WebGL 2.');
  const differences: string[] = [];
  let compared = 0;
  for (const [name, each] of Object.entries(slices)) {
    for (const window of windows) {
      for (const coloring of colorings) {
        const expected = pixelsOf(canvas.paint(each, { window, coloring })!);
        const found = pixelsOf(webgl.paint(each, { window, coloring })!);
        const wrong = expected.filter((pixel, i) => pixel !== found[i]).length;
        if (wrong > 0) differences.push(`${name}, ${JSON.stringify({ window, coloring })}: ${wrong}`);
        compared += expected.length;
      }
    }
  }
  webgl.dispose();
  return { pixels: compared, differences };
}

async function lose(): Promise<Loss> {
  let told = 0;
  let webgl: WebglPainter | undefined;
  const loss = new EventTarget();
  const painter = new SlicePainter(
    () => {
      told++;
      loss.dispatchEvent(new Event('told'));
    },
    (onLost) => (webgl = WebglPainter.create(onLost, true)),
  );
  const image = slice(new Uint8Array(pixels).fill(200));
  const level = (invert = false): number => {
    const painted = painter.paint(image, { window: null, coloring: { map: 'grey', invert } })!;
    return pixelsOf(painted)[0]! & 255;
  };
  // The first picture is painted without.
  level(true);
  const before = level();
  const isTold = new Promise((resolve) => {
    loss.addEventListener('told', resolve, { once: true });
  });
  webgl?.dispose();
  await isTold;
  return { before, after: level(), told };
}

Object.assign(window, { painters: { compare, lose } });
