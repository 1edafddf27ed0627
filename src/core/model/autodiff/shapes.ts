import { UserError } from '../../base/error';
import { t } from '../../text/message';
import { elementType, type Graph, type Node } from '../onnx/model';

/** What is known of a value without running the graph. */
export interface Known {
  readonly shape: readonly number[];
  /** Elements of an integer vector that shapes, axes and the like are read from. */
  readonly ints?: readonly number[];
}

export type Shapes = ReadonlyMap<string, Known>;

type Rule = (inputs: readonly Known[], node: Node) => Known;

const broadcast: Rule = (inputs) => ({ shape: inputs.map(({ shape }) => shape).reduce(broadcastShapes) });
const same: Rule = ([x]) => x!;

/** How the shape of an output follows from the inputs; semantics of ONNX operator set 20. */
const rules: Readonly<Record<string, Rule>> = {
  ...Object.fromEntries(
    ['Add', 'Sub', 'Mul', 'Div', 'Pow', 'Min', 'Max', 'Equal', 'Less', 'Greater', 'Where'].map((op) => [op, broadcast]),
  ),
  ...Object.fromEntries(
    [
      ...['Identity', 'Cast', 'Relu', 'Gelu', 'Sigmoid', 'Softplus', 'Softmax', 'Tanh', 'Sqrt', 'Sin', 'Cos', 'Clip'],
      ...['Neg', 'LayerNormalization'],
    ].map((op) => [op, same]),
  ),
  Shape: ([x]) => ({ shape: [x!.shape.length], ints: x!.shape }),
  MatMul: ([a, b]) => {
    const batch = broadcastShapes(a!.shape.slice(0, -2), b!.shape.slice(0, -2));
    return { shape: [...batch, a!.shape.at(-2)!, b!.shape.at(-1)!] };
  },
  Transpose: ([x], { attributes }) => ({ shape: intsOf(attributes['perm']).map((axis) => x!.shape[axis]!) }),
  Reshape: ([x, to], node) => ({ shape: reshaped(x!.shape, known(to, node)) }),
  Expand: ([x, to], node) => ({ shape: broadcastShapes(x!.shape, known(to, node)) }),
  Unsqueeze: ([x, axes], node) => {
    const added = known(axes, node);
    const rank = x!.shape.length + added.length;
    const at = new Set(added.map((axis) => positive(axis, rank)));
    const rest = x!.shape.values();
    return { shape: Array.from({ length: rank }, (_, i) => (at.has(i) ? 1 : rest.next().value!)) };
  },
  Concat: (inputs, { attributes }) => {
    const [first] = inputs;
    const axis = positive(Number(attributes['axis']), first!.shape.length);
    const length = inputs.reduce((sum, { shape }) => sum + shape[axis]!, 0);
    const ints = inputs.every((each) => each.ints !== undefined) ? inputs.flatMap((each) => each.ints!) : undefined;
    return { shape: first!.shape.with(axis, length), ...(ints === undefined ? {} : { ints }) };
  },
  Slice: ([x, starts, ends, axes], node) => {
    const shape = [...x!.shape];
    const ranges = sliceRanges(shape, known(starts, node), known(ends, node), known(axes, node));
    for (const { axis, from, to } of ranges) shape[axis] = to - from;
    const [only] = ranges;
    const ints = x!.ints?.slice(only!.from, only!.to);
    return { shape, ...(ints === undefined ? {} : { ints }) };
  },
  Gather: ([data, indices], { attributes }) => {
    const axis = positive(Number(attributes['axis'] ?? 0), data!.shape.length);
    return { shape: [...data!.shape.slice(0, axis), ...indices!.shape, ...data!.shape.slice(axis + 1)] };
  },
  ...Object.fromEntries(
    ['ReduceSum', 'ReduceMean', 'ReduceMin', 'ReduceMax'].map((op): [string, Rule] => [
      op,
      ([x, axes], node) => {
        const at = new Set(known(axes, node).map((axis) => positive(axis, x!.shape.length)));
        const kept = x!.shape.map((extent, i) => (at.has(i) ? 1 : extent));
        return { shape: node.attributes['keepdims'] === 0 ? kept.filter((_, i) => !at.has(i)) : kept };
      },
    ]),
  ),
  Conv: ([x, weight], { attributes }) => {
    const [top, left, bottom, right] = intsOf(attributes['pads']);
    const [down, across] = intsOf(attributes['strides']);
    const [batch, , height, width] = x!.shape;
    const [to, , tall, wide] = weight!.shape;
    const extent = (size: number, pad: number, kernel: number, stride: number): number =>
      Math.floor((size + pad - kernel) / stride) + 1;
    return {
      shape: [
        batch!,
        to!,
        extent(height!, top! + bottom!, tall!, down!),
        extent(width!, left! + right!, wide!, across!),
      ],
    };
  },
};

/**
 * The shapes of all values of a graph whose inputs have fixed extents.
 *
 * @throws UserError `bad-model` naming an operator that is not known here
 */
export function inferShapes(graph: Graph): Shapes {
  const shapes = new Map<string, Known>();
  for (const { name, dims } of graph.inputs) shapes.set(name, { shape: dims.map(fixed) });
  for (const { name, type, dims, data } of graph.initializers) {
    const ints = type === elementType.int64 && data instanceof Uint8Array ? int64s(data) : undefined;
    shapes.set(name, { shape: dims, ...(ints === undefined ? {} : { ints }) });
  }
  for (const node of graph.nodes) {
    const rule = rules[node.operator];
    if (rule === undefined) {
      throw new UserError('bad-model', {
        problem: t`The shape of the output of the operator “${node.operator}” is unknown.`,
        advice: t`Teach labels to a model without this operator.`,
      });
    }
    shapes.set(
      node.outputs[0]!,
      rule(
        node.inputs.map((input) => shapes.get(input)!),
        node,
      ),
    );
  }
  return shapes;
}

/** An axis counted from the front. */
export function positive(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}

/** The integers of an attribute. */
export function intsOf(attribute: Node['attributes'][string] | undefined): readonly number[] {
  if (Array.isArray(attribute)) return attribute as readonly number[];
  throw new Error('The node lacks a list of integers among its attributes.');
}

/** The ranges that a `Slice` with steps of 1 takes, from the front and inside the shape. */
export function sliceRanges(
  shape: readonly number[],
  starts: readonly number[],
  ends: readonly number[],
  axes: readonly number[],
): { axis: number; from: number; to: number }[] {
  return axes.map((given, i) => {
    const axis = positive(given, shape.length);
    const extent = shape[axis]!;
    const inside = (at: number): number => Math.min(extent, Math.max(0, positive(at, extent)));
    return { axis, from: inside(starts[i]!), to: inside(ends[i]!) };
  });
}

function broadcastShapes(a: readonly number[], b: readonly number[]): readonly number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const [x, y] = [a[i - rank + a.length] ?? 1, b[i - rank + b.length] ?? 1];
    return x === 1 ? y : x;
  });
}

function reshaped(from: readonly number[], to: readonly number[]): readonly number[] {
  const kept = to.map((extent, i) => (extent === 0 ? from[i]! : extent));
  const elements = from.reduce((product, extent) => product * extent, 1);
  const rest = kept.reduce((product, extent) => (extent < 0 ? product : product * extent), 1);
  return kept.map((extent) => (extent < 0 ? elements / rest : extent));
}

function known(value: Known | undefined, { name }: Node): readonly number[] {
  if (value?.ints !== undefined) return value.ints;
  throw new Error(`The shape of the node "${name}" depends on what the graph computes.`);
}

function fixed(dim: number | string): number {
  if (typeof dim === 'number') return dim;
  throw new Error(`The extent "${dim}" is not fixed.`);
}

function int64s(data: Uint8Array): number[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Array.from({ length: data.byteLength / 8 }, (_, i) => Number(view.getBigInt64(8 * i, true)));
}
