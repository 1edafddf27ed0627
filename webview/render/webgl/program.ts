/** One triangle that covers the canvas. */
const vertexShader = `#version 300 es
void main() {
  gl_Position = vec4(gl_VertexID == 1 ? 3 : -1, gl_VertexID == 2 ? 3 : -1, 0, 1);
}`;

/** Looks up the grey level of a stored value, and the colour of that: whole numbers all the way, so that nothing is rounded. */
const fragmentShader = `#version 300 es
precision highp float;
precision highp int;
uniform highp usampler2D samples;
uniform highp usampler2D levels;
uniform highp sampler2D colors;
uniform bool isColor;
out vec4 pixel;
void main() {
  ivec2 at = ivec2(gl_FragCoord.xy);
  uvec3 stored = texelFetch(samples, ivec2(at.x, textureSize(samples, 0).y - 1 - at.y), 0).rgb;
  if (isColor) {
    pixel = vec4(vec3(stored) / 255.0, 1);
  } else {
    int value = int(stored.r);
    uint level = texelFetch(levels, ivec2(value & 255, value >> 8), 0).r;
    pixel = texelFetch(colors, ivec2(int(level), 0), 0);
  }
}`;

/**
 * The program that paints a slice: `samples` are its stored values as unsigned numbers, `levels` their grey levels in rows of 256,
 * `colors` those of the 256 levels. With `isColor` the samples are red, green and blue.
 * @returns undefined when the driver cannot compile it, or has dropped everything
 */
export function sliceProgram(gl: WebGL2RenderingContext): WebGLProgram | undefined {
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, vertexShader],
    [gl.FRAGMENT_SHADER, fragmentShader],
  ] as const) {
    const shader = gl.createShader(type);
    if (shader === null) return undefined;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  return gl.getProgramParameter(program, gl.LINK_STATUS) === true ? program : undefined;
}
