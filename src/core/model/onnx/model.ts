import { ProtobufWriter } from './protobuf';

/** Element types of `TensorProto.DataType`. */
export const elementType = { float: 1, int64: 7, bool: 9, float16: 10 } as const;
export type ElementType = (typeof elementType)[keyof typeof elementType];

/** A fixed extent or the name of a variable one. */
export type Dim = number | string;

export interface ValueInfo {
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly Dim[];
}

/** A tensor stored in another file of the model's folder. */
export interface ExternalData {
  readonly location: string;
  readonly offset: number;
  readonly length: number;
}

export interface Initializer {
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly number[];
  /** Little-endian elements, or where they lie. */
  readonly data: Uint8Array | ExternalData;
}

/** Whole numbers are ONNX ints; wrap a value in {@link float} where ONNX wants a float. */
export type Attribute = number | string | readonly number[] | { readonly float: number };

export function float(value: number): Attribute {
  return { float: value };
}

export interface Node {
  readonly operator: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

export interface Graph {
  readonly name: string;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly initializers: readonly Initializer[];
  /** In an order in which they can be computed. */
  readonly nodes: readonly Node[];
}

const irVersion = 9;
/** The first operator set with `Gelu`. */
const operatorSet = 20;

/** Encodes a graph as an ONNX model (`ModelProto` of onnx.proto, IR version 9, operator set 20). Deterministic. */
export function encodeModel(graph: Graph): Uint8Array {
  return new ProtobufWriter()
    .int(1, irVersion)
    .string(2, 'sam-unet')
    .message(7, encodeGraph(graph))
    .message(8, new ProtobufWriter().string(1, '').int(2, operatorSet))
    .finish()
    .slice();
}

function encodeGraph(graph: Graph): ProtobufWriter {
  const out = new ProtobufWriter();
  for (const node of graph.nodes) out.message(1, encodeNode(node));
  out.string(2, graph.name);
  for (const initializer of graph.initializers) out.message(5, encodeInitializer(initializer));
  for (const input of graph.inputs) out.message(11, encodeValueInfo(input));
  for (const output of graph.outputs) out.message(12, encodeValueInfo(output));
  return out;
}

function encodeNode({ operator, name, inputs, outputs, attributes }: Node): ProtobufWriter {
  const out = new ProtobufWriter();
  for (const input of inputs) out.string(1, input);
  for (const output of outputs) out.string(2, output);
  out.string(3, name).string(4, operator);
  for (const [key, value] of Object.entries(attributes)) out.message(5, encodeAttribute(key, value));
  return out;
}

function encodeAttribute(name: string, value: Attribute): ProtobufWriter {
  const out = new ProtobufWriter().string(1, name);
  if (typeof value === 'number') return out.int(3, value).int(20, 2);
  if (typeof value === 'string') return out.string(4, value).int(20, 3);
  if ('float' in value) return out.float(2, value.float).int(20, 1);
  for (const item of value) out.int(8, item);
  return out.int(20, 7);
}

function encodeInitializer({ name, type, dims, data }: Initializer): ProtobufWriter {
  const out = new ProtobufWriter().packedInts(1, dims).int(2, type).string(8, name);
  if (data instanceof Uint8Array) return out.bytes(9, data);
  for (const [key, value] of Object.entries(data)) {
    out.message(13, new ProtobufWriter().string(1, key).string(2, String(value)));
  }
  return out.int(14, 1);
}

function encodeValueInfo({ name, type, dims }: ValueInfo): ProtobufWriter {
  const shape = new ProtobufWriter();
  for (const dim of dims) {
    const encoded = new ProtobufWriter();
    shape.message(1, typeof dim === 'number' ? encoded.int(1, dim) : encoded.string(2, dim));
  }
  const tensor = new ProtobufWriter().int(1, type).message(2, shape);
  return new ProtobufWriter().string(1, name).message(2, new ProtobufWriter().message(1, tensor));
}
