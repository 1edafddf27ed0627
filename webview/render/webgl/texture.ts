import type { Size } from '../../../src/core/geometry/rect';

/** What a texel is: one unsigned number of 8 or 16 bits, three of 8, or a colour. */
export type Texel = 'uint8' | 'uint16' | 'uint8x3' | 'rgba';

/** Numbers that a shader reads texel by texel. */
export class Texture {
  readonly #gl: WebGL2RenderingContext;
  readonly #unit: number;
  #held: ArrayBufferView | undefined;

  /** @param sampler uniform of the program in use that reads it */
  constructor(gl: WebGL2RenderingContext, program: WebGLProgram, sampler: string, unit: number) {
    this.#gl = gl;
    this.#unit = unit;
    gl.activeTexture(gl.TEXTURE0 + unit);
    gl.bindTexture(gl.TEXTURE_2D, gl.createTexture());
    for (const filter of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) {
      gl.texParameteri(gl.TEXTURE_2D, filter, gl.NEAREST);
    }
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    gl.uniform1i(gl.getUniformLocation(program, sampler), unit);
  }

  /** Uploads the bytes of numbers, row by row, unless it holds them already: their memory must not change. */
  load(numbers: ArrayBufferView, { width, height }: Size, texel: Texel): void {
    if (numbers === this.#held) return;
    const gl = this.#gl;
    const [internal, format, type] = formatOf(gl, texel);
    const { buffer, byteOffset, byteLength } = numbers;
    const bits =
      texel === 'uint16'
        ? new Uint16Array(buffer, byteOffset, byteLength / 2)
        : new Uint8Array(buffer, byteOffset, byteLength);
    gl.activeTexture(gl.TEXTURE0 + this.#unit);
    gl.texImage2D(gl.TEXTURE_2D, 0, internal, width, height, 0, format, type, bits);
    this.#held = numbers;
  }
}

function formatOf(gl: WebGL2RenderingContext, texel: Texel): readonly [internal: number, format: number, type: number] {
  switch (texel) {
    case 'uint8':
      return [gl.R8UI, gl.RED_INTEGER, gl.UNSIGNED_BYTE];
    case 'uint16':
      return [gl.R16UI, gl.RED_INTEGER, gl.UNSIGNED_SHORT];
    case 'uint8x3':
      return [gl.RGB8UI, gl.RGB_INTEGER, gl.UNSIGNED_BYTE];
    case 'rgba':
      return [gl.RGBA8, gl.RGBA, gl.UNSIGNED_BYTE];
  }
}
