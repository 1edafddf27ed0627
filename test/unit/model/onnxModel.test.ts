import { parse, type Root } from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { elementType, encodeModel, float, type Graph } from '../../../src/core/model/onnx/model';
import { ProtobufWriter } from '../../../src/core/model/onnx/protobuf';

/** The messages of onnx.proto that the writer uses, decoded by another implementation of protocol buffers. */
const onnx = `
  syntax = "proto2";
  message StringStringEntryProto { optional string key = 1; optional string value = 2; }
  message AttributeProto { optional string name = 1; optional float f = 2; optional int64 i = 3; optional bytes s = 4;
    repeated float floats = 7; repeated int64 ints = 8; optional int32 type = 20; }
  message TensorProto { repeated int64 dims = 1; optional int32 data_type = 2; optional string name = 8;
    optional bytes raw_data = 9; repeated StringStringEntryProto external_data = 13; optional int32 data_location = 14; }
  message Dimension { optional int64 dim_value = 1; optional string dim_param = 2; }
  message TensorShapeProto { repeated Dimension dim = 1; }
  message TypeProtoTensor { optional int32 elem_type = 1; optional TensorShapeProto shape = 2; }
  message TypeProto { optional TypeProtoTensor tensor_type = 1; }
  message ValueInfoProto { optional string name = 1; optional TypeProto type = 2; }
  message NodeProto { repeated string input = 1; repeated string output = 2; optional string name = 3;
    optional string op_type = 4; repeated AttributeProto attribute = 5; }
  message GraphProto { repeated NodeProto node = 1; optional string name = 2; repeated TensorProto initializer = 5;
    repeated ValueInfoProto input = 11; repeated ValueInfoProto output = 12; }
  message OperatorSetIdProto { optional string domain = 1; optional int64 version = 2; }
  message ModelProto { optional int64 ir_version = 1; optional string producer_name = 2; optional GraphProto graph = 7;
    repeated OperatorSetIdProto opset_import = 8; }
`;

function decode(bytes: Uint8Array): unknown {
  const root: Root = parse(onnx, { keepCase: true }).root;
  const type = root.lookupType('ModelProto');
  return type.toObject(type.decode(bytes), { longs: Number, bytes: Array });
}

const graph: Graph = {
  name: 'tiny',
  inputs: [{ name: 'x', type: elementType.float, dims: ['N', 300] }],
  outputs: [{ name: 'y', type: elementType.float, dims: ['N', 0] }],
  initializers: [
    { name: 'inside', type: elementType.int64, dims: [1], data: Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255) },
    {
      name: 'outside',
      type: elementType.float16,
      dims: [2, 70000],
      data: { location: 'w.bin', offset: 5e9, length: 280000 },
    },
  ],
  nodes: [
    {
      operator: 'Op',
      name: 'Op_0',
      inputs: ['x', 'inside'],
      outputs: ['y'],
      attributes: { axis: -1, epsilon: float(0.5), mode: 'größe', pads: [0, -3, 300] },
    },
  ],
};

describe('encodeModel', () => {
  it('is read back by another decoder', () => {
    const value = (name: string, dims: unknown[]) => ({
      name,
      type: { tensor_type: { elem_type: 1, shape: { dim: dims } } },
    });
    expect(decode(encodeModel(graph))).toEqual({
      ir_version: 9,
      producer_name: 'sam-unet',
      opset_import: [{ domain: '', version: 20 }],
      graph: {
        name: 'tiny',
        input: [value('x', [{ dim_param: 'N' }, { dim_value: 300 }])],
        output: [value('y', [{ dim_param: 'N' }, { dim_value: 0 }])],
        initializer: [
          { name: 'inside', data_type: 7, dims: [1], raw_data: Array(8).fill(255) },
          {
            name: 'outside',
            data_type: 10,
            dims: [2, 70000],
            data_location: 1,
            external_data: [
              { key: 'location', value: 'w.bin' },
              { key: 'offset', value: '5000000000' },
              { key: 'length', value: '280000' },
            ],
          },
        ],
        node: [
          {
            name: 'Op_0',
            op_type: 'Op',
            input: ['x', 'inside'],
            output: ['y'],
            attribute: [
              { name: 'axis', i: -1, type: 2 },
              { name: 'epsilon', f: 0.5, type: 1 },
              { name: 'mode', s: [...Buffer.from('größe')], type: 3 },
              { name: 'pads', ints: [0, -3, 300], type: 7 },
            ],
          },
        ],
      },
    });
  });

  it('gives the same bytes for the same graph', () => {
    expect(encodeModel(graph)).toEqual(encodeModel(structuredClone(graph)));
  });
});

describe('ProtobufWriter', () => {
  it('encodes the examples of the format description', () => {
    expect([...new ProtobufWriter().int(1, 150).finish()]).toEqual([0x08, 0x96, 0x01]);
    expect([...new ProtobufWriter().string(2, 'testing').finish()]).toEqual([0x12, 7, ...Buffer.from('testing')]);
    expect([...new ProtobufWriter().packedInts(6, [3, 270, 86942]).finish()]).toEqual([
      0x32, 6, 3, 0x8e, 2, 0x9e, 0xa7, 5,
    ]);
  });

  it('encodes negative numbers as 64 bits', () => {
    expect([...new ProtobufWriter().int(1, -1).finish()]).toEqual([8, ...Array<number>(9).fill(0xff), 1]);
  });
});
