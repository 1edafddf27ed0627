import { describe, expect, test } from 'vitest';
import { refuseGraded } from '../../../src/core/layouts/graded';

const [width, height] = [64, 48];
const filled = (value: (x: number, y: number) => number): Uint8Array =>
  Uint8Array.from({ length: width * height }, (_, at) => value(at % width, Math.floor(at / width)));
const distance = (x: number, y: number): number => Math.hypot(x - 30, y - 24);

describe('grey levels that change from pixel to pixel', () => {
  test.each([
    ['probabilities as bytes', filled((x, y) => Math.round(255 / (1 + Math.exp((distance(x, y) - 12) / 2))))],
    ['probabilities that are never sure', filled((x, y) => Math.round(180 * Math.exp(-distance(x, y) / 9)))],
    ['a blurred square', filled((x, y) => Math.min(255, Math.max(0, 3 * Math.min(x - 2, 60 - x, y - 2, 46 - y))))],
  ])('are refused: %s', (_, values) => {
    expect(() => {
      refuseGraded({ width }, values);
    }).toThrow(/grey levels .* Threshold it at half/);
  });
});

describe('masks', () => {
  test.each([
    ['that are empty', filled(() => 0)],
    ['of one object', filled((x, y) => (distance(x, y) < 12 ? 255 : 0))],
    [
      'with a few levels at smoothed edges',
      filled((x, y) => (distance(x, y) < 12 ? 255 : distance(x, y) < 13 ? 64 + 8 * (x % 8) : 0)),
    ],
    ['of many small instances', filled((x, y) => 1 + Math.floor(x / 4) + 16 * Math.floor(y / 4))],
  ])('are taken: %s', (_, values) => {
    expect(() => {
      refuseGraded({ width }, values);
    }).not.toThrow();
  });
});
