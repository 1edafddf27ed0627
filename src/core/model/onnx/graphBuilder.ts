import { UserError } from '../../base/error';
import { t } from '../../text/message';
import type { TensorInfo } from '../safetensors';
import {
  elementType,
  type Attribute,
  type Dim,
  type ElementType,
  type Graph,
  type Initializer,
  type Node,
  type ValueInfo,
} from './model';

/** Name of a tensor in the graph. */
export type Value = string;

/** Where the weights of a graph lie: in a file in the graph's folder. */
export interface WeightSource {
  readonly location: string;
  /** @throws UserError `bad-model` when the file lacks the tensor or it has another shape */
  find(key: string, shape: readonly number[]): TensorInfo;
}

/** Collects nodes, constants and weights of one graph. Names are numbered, so equal calls give equal graphs. */
export class GraphBuilder {
  private readonly name: string;
  private readonly source: WeightSource;
  private readonly nodes: Node[] = [];
  private readonly inputs: ValueInfo[] = [];
  private readonly outputs: ValueInfo[] = [];
  private readonly initializers = new Map<string, Initializer>();
  private readonly loaded = new Map<string, Value>();

  constructor(name: string, source: WeightSource) {
    this.name = name;
    this.source = source;
  }

  /** A builder that continues a graph: its nodes, inputs and constants stay, its outputs must be declared again. */
  static continuing(graph: Graph): GraphBuilder {
    const builder = new GraphBuilder(graph.name, { location: '', find: missing });
    builder.nodes.push(...graph.nodes);
    builder.inputs.push(...graph.inputs);
    for (const each of graph.initializers) builder.initializers.set(each.name, each);
    return builder;
  }

  input(name: string, dims: readonly Dim[]): Value {
    this.inputs.push({ name, type: elementType.float, dims });
    return name;
  }

  /** Declares `value` an output of the graph under `name`. */
  output(name: string, value: Value, dims: readonly Dim[]): void {
    this.nodes.push({ operator: 'Identity', name, inputs: [value], outputs: [name], attributes: {} });
    this.outputs.push({ name, type: elementType.float, dims });
  }

  /** Declares a value an output of the graph under the name that it has. */
  keep(name: Value, dims: readonly Dim[]): void {
    this.outputs.push({ name, type: elementType.float, dims });
  }

  node(operator: string, inputs: readonly Value[], attributes: Readonly<Record<string, Attribute>> = {}): Value {
    const [output] = this.add(operator, inputs, attributes, 1);
    return output;
  }

  /** A node with several outputs. */
  split(input: Value, axis: number, parts: number): Value[] {
    return this.add('Split', [input], { axis, num_outputs: parts }, parts);
  }

  private add(
    operator: string,
    inputs: readonly Value[],
    attributes: Readonly<Record<string, Attribute>>,
    count: number,
  ): [Value, ...Value[]] {
    const name = `${operator}_${String(this.nodes.length)}`;
    const more = Array.from({ length: count - 1 }, (_, i) => `${name}_${String(i + 1)}`);
    const outputs: [Value, ...Value[]] = [name, ...more];
    this.nodes.push({ operator, name, inputs, outputs, attributes });
    return outputs;
  }

  /** A constant float tensor; a scalar when `dims` is left out. */
  floats(values: Float32Array | readonly number[], dims: readonly number[] = []): Value {
    return this.constant(elementType.float, Float32Array.from(values), dims);
  }

  scalar(value: number): Value {
    return this.floats([value]);
  }

  /** A constant 64-bit integer vector, as shapes and axes are given. */
  ints(values: readonly number[], dims: readonly number[] = [values.length]): Value {
    return this.constant(elementType.int64, BigInt64Array.from(values, BigInt), dims);
  }

  /**
   * A weight of the model as a float tensor; half-precision ones are cast, which runtimes do once when they load the graph.
   *
   * @throws UserError `bad-model` when the file lacks the weight or it has another shape
   */
  weight(key: string, shape: readonly number[]): Value {
    const known = this.loaded.get(key);
    if (known !== undefined) return known;
    const value = this.load(key, this.source.find(key, shape));
    this.loaded.set(key, value);
    return value;
  }

  build(): Graph {
    return {
      name: this.name,
      inputs: this.inputs,
      outputs: this.outputs,
      initializers: [...this.initializers.values()],
      nodes: this.nodes,
    };
  }

  private load(key: string, info: TensorInfo): Value {
    const type = info.dtype === 'F32' ? elementType.float : info.dtype === 'F16' ? elementType.float16 : undefined;
    if (type === undefined) {
      throw new UserError('bad-model', {
        file: this.source.location,
        problem: t`The tensor “${key}” is stored as ${info.dtype}.`,
        advice: t`Store weights as F32 or F16.`,
      });
    }
    const data = { location: this.source.location, offset: info.offset, length: info.length };
    this.initializers.set(key, { name: key, type, dims: info.shape, data });
    return type === elementType.float ? key : this.node('Cast', [key], { to: elementType.float });
  }

  private constant(type: ElementType, values: Float32Array | BigInt64Array, dims: readonly number[]): Value {
    const data = new Uint8Array(values.buffer);
    const name = `constant_${[type, dims.join('x'), hash(data)].join('_')}`;
    this.initializers.set(name, { name, type, dims, data });
    return name;
  }
}

function missing(key: string): never {
  throw new Error(`A continued graph has no weights to load, such as "${key}".`);
}

/** FNV-1a of 64 bits, to give equal constants equal names. */
function hash(bytes: Uint8Array): string {
  let state = 0xcbf29ce484222325n;
  for (const byte of bytes) state = BigInt.asUintN(64, (state ^ BigInt(byte)) * 0x100000001b3n);
  return state.toString(16).padStart(16, '0');
}
