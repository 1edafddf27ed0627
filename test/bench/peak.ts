import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GraphBuilder } from '../../src/core/model/onnx/graphBuilder';
import { encodeModel } from '../../src/core/model/onnx/model';
import { ortRuntime } from '../../src/node/ort/ortRuntime';
import { measure } from './measure';

/** Side of the square matrices: large enough that nothing but the multiplication counts. */
const SIDE = 1536;

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
  const weights = g.floats(new Float32Array(SIDE * SIDE).fill(0.5), [SIDE, SIDE]);
  const product = g.node('MatMul', [g.input('a', [SIDE, SIDE]), weights]);
  g.output('c', product, [SIDE, SIDE]);
  const folder = join('.cache', 'bench');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'peak.onnx');
  writeFileSync(file, encodeModel(g.build()));
  const session = await ortRuntime.load(file, { provider: 'cpu', threads });
  const matrix = { dims: [SIDE, SIDE], data: new Float32Array(SIDE * SIDE).fill(0.5) };
  const { cpuMs } = await measure(() => session.run({ a: matrix }));
  return (2 * SIDE ** 3) / (cpuMs / 1000);
}
