import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';

interface ProfiledNode {
  readonly cat: string;
  readonly name: string;
  readonly args?: {
    readonly op_name?: string;
    readonly input_type_shape?: readonly Record<string, number[]>[];
    readonly output_type_shape?: readonly Record<string, number[]>[];
  };
}

const product = (shape: readonly number[]): number => shape.reduce((all, extent) => all * extent, 1);

/**
 * Multiply-accumulates of one run of a graph: of its convolutions and matrix products, by the shapes that ONNX Runtime's profiler
 * reports for the operators it really ran.
 */
export async function countOperations(
  graph: string,
  inputs: Readonly<Record<string, { dims: readonly number[]; data: Float32Array }>>,
): Promise<number> {
  const prefix = `${graph}.profile`;
  // One left behind by a run that was cut off must not be read in place of this one's.
  for (const file of profiles(prefix)) rmSync(file);
  const session = await InferenceSession.create(graph, {
    enableProfiling: true,
    profileFilePrefix: prefix,
    logSeverityLevel: 3,
  });
  await session.run(
    Object.fromEntries(
      Object.entries(inputs).map(([name, { dims, data }]) => [name, new Tensor('float32', data, dims)]),
    ),
  );
  session.endProfiling();
  await session.release();
  const nodes = readProfile(prefix);
  return nodes.reduce((sum, node) => sum + operationsOf(node), 0);
}

function readProfile(prefix: string): ProfiledNode[] {
  const [file] = profiles(prefix);
  if (file === undefined) throw new Error('ONNX Runtime has written no profile.');
  const nodes = JSON.parse(readFileSync(file, 'utf8')) as ProfiledNode[];
  rmSync(file);
  return nodes;
}

/** Profiles with this prefix; ONNX Runtime adds the time to the name. */
function profiles(prefix: string): string[] {
  const folder = path.dirname(prefix);
  return readdirSync(folder)
    .filter((name) => name.startsWith(path.basename(prefix)))
    .map((name) => path.join(folder, name));
}

function operationsOf({ cat, name, args }: ProfiledNode): number {
  if (cat !== 'Node' || !name.endsWith('_kernel_time')) return 0;
  const shape = (list: readonly Record<string, number[]>[] | undefined, i: number): number[] =>
    Object.values(list?.[i] ?? {})[0] ?? [];
  const output = shape(args?.output_type_shape, 0);
  switch (args?.op_name) {
    case 'Conv':
    case 'FusedConv':
      // Every output sums over the weights of one filter.
      return product(output) * product(shape(args.input_type_shape, 1).slice(1));
    case 'MatMul':
    case 'FusedMatMul':
    case 'Gemm':
      return product(output) * (shape(args.input_type_shape, 0).at(-1) ?? 0);
    default:
      return 0;
  }
}
