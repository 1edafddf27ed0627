import type { Slice } from '../../src/core/image/slice';
import { greyTable, toRgb } from '../../src/core/image/toRgb';
import { colorTable } from '../../src/core/view/colorMap';
import type { Appearance, Painter } from './painter';
import { sliceProgram } from './webgl/program';
import { Texture } from './webgl/texture';

/** Grey levels that are their own. */
const unchanged = Uint8Array.from({ length: 256 }, (_, level) => level);

/**
 * Paints with WebGL 2: the samples of a slice stay on the graphics card, so that another window is another table to look them up
 * in.
 */
export class WebglPainter implements Painter {
  readonly #gl: WebGL2RenderingContext;
  readonly #canvas: HTMLCanvasElement;
  readonly #samples: Texture;
  readonly #levels: Texture;
  readonly #colors: Texture;
  readonly #isColor: WebGLUniformLocation | null;
  readonly #largestSide: number;

  private constructor(gl: WebGL2RenderingContext, canvas: HTMLCanvasElement, program: WebGLProgram) {
    this.#gl = gl;
    this.#canvas = canvas;
    gl.useProgram(program);
    this.#samples = new Texture(gl, program, 'samples', 0);
    this.#levels = new Texture(gl, program, 'levels', 1);
    this.#colors = new Texture(gl, program, 'colors', 2);
    this.#isColor = gl.getUniformLocation(program, 'isColor');
    this.#largestSide = gl.getParameter(gl.MAX_TEXTURE_SIZE) as number;
  }

  /**
   * @param onLost called when the driver has dropped everything; from then on this painter cannot paint
   * @param onProcessor whether a driver that computes on the processor will do, which is slower than doing without it
   * @returns undefined where there is no WebGL 2
   */
  static create(onLost: () => void, onProcessor = false): WebglPainter | undefined {
    const canvas = document.createElement('canvas');
    const gl = canvas.getContext('webgl2', {
      alpha: false,
      antialias: false,
      depth: false,
      // What was painted is drawn for as long as the slice is shown.
      preserveDrawingBuffer: true,
    });
    if (gl !== null && !onProcessor && isOnProcessor(gl)) {
      release(gl);
      return undefined;
    }
    const program = gl === null ? undefined : sliceProgram(gl);
    if (gl === null || program === undefined) return undefined;
    canvas.addEventListener('webglcontextlost', onLost);
    return new WebglPainter(gl, canvas, program);
  }

  paint(slice: Slice, { window, coloring }: Appearance): HTMLCanvasElement | undefined {
    const gl = this.#gl;
    const canvas = this.#canvas;
    const { width, height, channels, data } = slice;
    if (gl.isContextLost() || Math.max(width, height) > this.#largestSide) return undefined;
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    if (gl.drawingBufferWidth !== width || gl.drawingBufferHeight !== height) return undefined;
    const table = channels === 1 ? greyTable(slice, window) : null;
    if (table !== null) this.#samples.load(data, slice, data.BYTES_PER_ELEMENT === 1 ? 'uint8' : 'uint16');
    else this.#samples.load(toRgb(slice, window).data, slice, channels === 1 ? 'uint8' : 'uint8x3');
    const levels = table ?? unchanged;
    this.#levels.load(levels, { width: 256, height: levels.length / 256 }, 'uint8');
    this.#colors.load(colorTable(coloring), { width: 256, height: 1 }, 'rgba');
    gl.uniform1i(this.#isColor, channels === 3 ? 1 : 0);
    gl.viewport(0, 0, width, height);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
    return gl.isContextLost() ? undefined : canvas;
  }

  /** Gives the graphics card's memory back: a browser has few contexts. */
  dispose(): void {
    release(this.#gl);
  }
}

function release(gl: WebGL2RenderingContext): void {
  gl.getExtension('WEBGL_lose_context')?.loseContext();
}

/** Whether the driver computes on the processor. Browsers do not count that as the “major performance caveat” they can be asked for. */
function isOnProcessor(gl: WebGL2RenderingContext): boolean {
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer = String(gl.getParameter(info?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER));
  return /swiftshader|llvmpipe|softpipe|basic render/i.test(renderer);
}
