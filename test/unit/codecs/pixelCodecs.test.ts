import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import type { CodecName } from '../../../src/core/formats/pixelCodecs';
import { createPixelCodecs } from '../../../src/node/codecs/pixelCodecs';
// Encoded by imagecodecs 2026.3.6, pyjpegls 1.5.1 and Pillow 13.0, with the samples that those libraries decode.
import golden from './frames.json';

const codecs = createPixelCodecs();
const { width, height } = golden;

const bytes = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));

/** 12-bit extended JPEG of 19×12 pixels, encoded by imagecodecs 2026.3.6. */
const jpeg12 =
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoKCgoKBggLDA' +
  'sKDAkKCgr/wQALDAAMABMBAREA/8QAFgABAQEAAAAAAAAAAAAAAAAACwoN/8QALRAAAgECAwcDAwUAAAAAAAAAAQIDBBEFBhIHCAkLExQVCgwh' +
  'FyIjJDEyQlH/2gAIAQEAAD8AzG7lw/tFuiwui2QYliXCAiq6eriwmWoqJ9m4rErEqBEWZmMJEIjDEkmwFv76/wALpPLvfaK1PSVeU8vVfCEpY4' +
  'vGGmaWq2fRyXbpEJVJO8Vw5dkAVTq+f4gRGSRXfc19o24bBut5IiwbhUaKUYFH0EOzdgyrc/DXw2a7j9mIkZS1ytlsBfxy37lvfpPaL6U+O3A+' +
  '17Xx2rt6ulXuOp2Gvqfpfvv3TW/zppa15NbrfL++W7+lEyJl/ZtmXAdxGUV9XKJZKueqonfX4qKpZmJpPykzNrJl1m/wLAsCtjw/eWXekbzDud' +
  'ZGxWr3A9Mr4dMkjFcMlaRkqZkMjPNQO7O2nUxLG7MbWFgP/9k=';

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

  it.each(names)('refuses %s pixel data that are none, and goes on', async (codec) => {
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

  it('refuses 12-bit JPEG', async () => {
    await expect(codecs.decode('jpeg', bytes(jpeg12))).rejects.toThrow('12 bits');
  });
});
