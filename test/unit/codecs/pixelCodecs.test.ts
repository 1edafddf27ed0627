import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import type { CodecName } from '../../../src/core/formats/pixelCodecs';
import { createPixelCodecs } from '../../../src/node/codecs/pixelCodecs';
import { jpeg12Bytes } from '../../fixtures/golden';
// Encoded by imagecodecs 2026.3.6, pyjpegls 1.5.1 and Pillow 13.0, with the samples that those libraries decode.
import golden from './frames.json';

const codecs = createPixelCodecs();
const { width, height } = golden;

const bytes = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));

describe('createPixelCodecs', () => {
  it.each(golden.frames)('decodes $codec: $name', async (frame) => {
    const { bits, channels, signed, tolerance, sampleBytes } = frame;
    const decoded = await codecs.decode(frame.codec as CodecName, bytes(frame.stream));
    expect(decoded).toMatchObject({ width, height, channels, bits, signed });
    const { buffer } = bytes(frame.samples);
    const expected =
      sampleBytes === 1 ? new Uint8Array(buffer) : signed ? new Int16Array(buffer) : new Uint16Array(buffer);
    expect(decoded.data.constructor).toBe(expected.constructor);
    expect(decoded.data).toHaveLength(expected.length);
    const errors = Array.from(expected, (value, at) => Math.abs(value - decoded.data[at]!));
    expect(Math.max(...errors)).toBeLessThanOrEqual(tolerance);
  });

  it('hands out samples that further frames leave alone', async () => {
    const [first, second] = golden.frames.filter(({ codec }) => codec === 'jpeg-ls');
    const decoded = await codecs.decode('jpeg-ls', bytes(first!.stream));
    const before = decoded.data.slice();
    await codecs.decode('jpeg-ls', bytes(second!.stream));
    expect(decoded.data).toEqual(before);
    expect(decoded.data.byteLength).toBe(decoded.data.buffer.byteLength);
  });

  const first = (codec: string): Uint8Array => bytes(golden.frames.find((frame) => frame.codec === codec)!.stream);
  const names = ['jpeg', 'jpeg-lossless', 'jpeg-ls', 'jpeg-2000', 'htj2k'] as const;

  it.each(names)('refuses invalid %s pixel data, and continues', async (codec) => {
    for (const broken of [new Uint8Array(), new Uint8Array(300).fill(7), first(codec).subarray(0, 12)]) {
      await expect(codecs.decode(codec, broken)).rejects.toSatisfy(
        (error) => error instanceof UserError && error.code === 'damaged',
      );
    }
    expect((await codecs.decode(codec, first(codec))).width).toBe(width);
  });

  it.each(names)('refuses a %s frame of another size than the header states', async (codec) => {
    const layout = { width: 512, height, channels: 1, bitsAllocated: 16, bitsStored: 16, signed: false } as const;
    await expect(codecs.decode(codec, first(codec), layout)).rejects.toThrow(`512 × ${height}`);
  });

  it('decodes 12-bit JPEG, but not in colour', async () => {
    const stream = jpeg12Bytes('progressive.jpg');
    const decoded = await codecs.decode('jpeg', stream);
    expect(decoded).toMatchObject({ width: 27, height: 19, channels: 1, bits: 12, signed: false });
    const layout = { width: 27, height: 20, channels: 1, bitsAllocated: 16, bitsStored: 12, signed: false } as const;
    await expect(codecs.decode('jpeg', stream, layout)).rejects.toThrow('27 × 20');
    const frame = stream.findIndex((byte, i) => byte === 0xff && stream[i + 1] === 0xc2);
    stream[frame + 9] = 3;
    await expect(codecs.decode('jpeg', stream)).rejects.toThrow('12 bits and 3 components');
  });
});
