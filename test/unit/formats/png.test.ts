import { encode } from 'fast-png';
import { zlibSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import { openBytes } from '../../../src/core/formats/registry';
import { noCodecs } from '../../fixtures/codecs';
import { concat } from '../../fixtures/dicomFile';
import { goldenBytes } from '../../fixtures/golden';

async function outcomeOf(bytes: Uint8Array): Promise<unknown> {
  return openBytes(bytes, 'a.png', noCodecs).then(
    (image) => image.readSlice(0).then((slice) => slice.data),
    (error: unknown) => error,
  );
}

function crc(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

function chunk(type: string, content: Uint8Array): Uint8Array {
  const body = concat([Uint8Array.from(type, (letter) => letter.charCodeAt(0)), content]);
  return concat([bigEndian(content.length), body, bigEndian(crc(body))]);
}

function bigEndian(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255);
}

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

function pngFile(width: number, height: number, depth: number, colorType: number, ...chunks: Uint8Array[]): Uint8Array {
  const header = concat([bigEndian(width), bigEndian(height), Uint8Array.of(depth, colorType, 0, 0, 0)]);
  return concat([signature, chunk('IHDR', header), ...chunks, chunk('IEND', new Uint8Array())]);
}

const pixels = (...bytes: number[]): Uint8Array => chunk('IDAT', zlibSync(Uint8Array.from(bytes)));

describe('PNG', () => {
  it('gives back what was written, 8 and 16 bits, grey and RGB', async () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 9 }));
    await fc.assert(
      fc.asyncProperty(
        sizes,
        fc.constantFrom(1, 3),
        fc.infiniteStream(fc.nat({ max: 255 })),
        async (size, channels, stream) => {
          const [width, height] = size;
          const data = Uint8Array.from({ length: width * height * channels }, () => stream.next().value as number);
          expect(await outcomeOf(encode({ width, height, data, channels }))).toEqual(data);
          if (channels === 3) return;
          const wide = Uint16Array.from(data, (value) => value * 201);
          expect(await outcomeOf(encode({ width, height, data: wide, channels, depth: 16 }))).toEqual(wide);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('spreads 2-bit grey over 0 to 255', async () => {
    expect(await outcomeOf(pngFile(4, 1, 2, 0, pixels(0, 0b00_01_10_11)))).toEqual(Uint8Array.of(0, 85, 170, 255));
  });

  it('makes the transparent colour of grey black', async () => {
    const file = pngFile(3, 1, 8, 0, chunk('tRNS', Uint8Array.of(0, 9)), pixels(0, 9, 10, 9));
    expect(await outcomeOf(file)).toEqual(Uint8Array.of(0, 10, 0));
  });

  it('rounds 16-bit colour to 8 bits', async () => {
    const file = pngFile(1, 1, 16, 2, pixels(0, 255, 255, 128, 0, 0, 200));
    expect(await outcomeOf(file)).toEqual(Uint8Array.of(255, 128, 1));
  });

  it('ignores broken chunks that pixels do not depend on', async () => {
    const broken = concat([chunk('iCCP', Uint8Array.of(1, 2, 3)), chunk('tEXt', Uint8Array.of(9, 9))]);
    expect(await outcomeOf(pngFile(1, 1, 8, 0, broken, pixels(0, 77)))).toEqual(Uint8Array.of(77));
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['fewer pixels than announced', pngFile(4, 4, 8, 0, pixels(0, 1, 2, 3, 4)), /fewer pixels/],
    ['more pixels than announced', pngFile(1, 1, 8, 0, pixels(0, 1, 2, 3, 4)), /more pixels/],
    ['a bomb', pngFile(1, 1, 8, 0, chunk('IDAT', zlibSync(new Uint8Array(32 * 2 ** 20)))), /more pixels/],
    ['a size beyond all limits', pngFile(0x7fffffff, 0x7fffffff, 16, 6, pixels(0)), /at most 32768 pixels/],
    ['a size of nothing', pngFile(0, 1, 8, 0, pixels(0)), /invalid size/],
    ['an unknown colour type', pngFile(1, 1, 8, 5, pixels(0, 1)), /colour type, 5/],
    [
      'a palette index without a colour',
      pngFile(1, 1, 8, 3, chunk('PLTE', Uint8Array.of(1, 2, 3)), pixels(0, 7)),
      /index 7/,
    ],
    ['no pixels', pngFile(1, 1, 8, 0), /has no header or no pixels/],
    ['no PNG at all', Uint8Array.of(1, 2, 3, 4), /name is that of a PNG/],
  ])('refuses %s', async (_, bytes, message) => {
    const error = await outcomeOf(bytes);
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).message).toMatch(message);
    expect((error as UserError).message).toMatch(/^a\.png: /);
  });

  it('is damaged wherever it is cut', async () => {
    const whole = goldenBytes('rgb8.png');
    for (let length = 0; length < whole.length; length++) {
      expect(await outcomeOf(whole.slice(0, length))).toBeInstanceOf(UserError);
    }
  });

  it('notices any wrong byte of its pixels', async () => {
    const whole = goldenBytes('grey8.png');
    const start = String.fromCharCode(...whole).indexOf('IDAT');
    for (let at = start + 4; at < whole.length - 16; at++) {
      const broken = whole.slice();
      broken[at]! ^= 0x10;
      expect(await outcomeOf(broken)).toBeInstanceOf(UserError);
    }
  });
});
