import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { GraphBuilder } from '../../src/core/model/onnx/graphBuilder';
import { encodeModel } from '../../src/core/model/onnx/model';
import { ortRuntime } from '../../src/node/ort/ortRuntime';
import { measure } from './measure';

/** Side of the square matrices: large enough that nothing but the multiplication counts. */
const side = 1536;

/**
 * Floating-point operations a second for each second of CPU time that ONNX Runtime reaches on this machine in one large matrix
 * product: what a whole network can at best come near to.
 */
export async function matrixPeak(threads: number): Promise<number> {
  const g = new GraphBuilder('peak', {
    location: '',
    find: () => {
      throw new Error('This graph has no weights.');
    },
  });
  // The second factor is a constant, as weights are, so that ONNX Runtime may pack it once.
  const weights = g.floats(new Float32Array(side * side).fill(0.5), [side, side]);
  const product = g.node('MatMul', [g.input('a', [side, side]), weights]);
  g.output('c', product, [side, side]);
  const folder = path.join('.cache', 'bench');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'peak.onnx');
  writeFileSync(file, encodeModel(g.build()));
  const session = await ortRuntime.load(file, { provider: 'cpu', threads });
  const matrix = { dims: [side, side], data: new Float32Array(side * side).fill(0.5) };
  const { cpuMs } = await measure(() => session.run({ a: matrix }));
  return (2 * side ** 3) / (cpuMs / 1000);
}
