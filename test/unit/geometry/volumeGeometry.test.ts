import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cross,
  dot,
  orientationLetter,
  voxelToPatient,
  type Vector3,
  type VolumeGeometry,
} from '../../../src/core/geometry/volumeGeometry';

const number = fc.double({ min: -500, max: 500, noNaN: true });
const vector = fc.tuple(number, number, number) as fc.Arbitrary<Vector3>;

const coronal: VolumeGeometry = {
  origin: [-10, 20, 30],
  spacing: [0.25, 0.5, 3],
  axes: [
    [1, 0, 0],
    [0, 0, -1],
    [0, 1, 0],
  ],
};

describe('voxelToPatient', () => {
  it('places the first voxel at the origin and walks along the axes', () => {
    expect(voxelToPatient(coronal, [0, 0, 0])).toEqual([-10, 20, 30]);
    expect(voxelToPatient(coronal, [4, 2, 1])).toEqual([-9, 23, 29]);
  });

  it('is linear between voxels', () => {
    fc.assert(
      fc.property(vector, vector, (a, b) => {
        const middle: Vector3 = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2];
        const [from, to] = [voxelToPatient(coronal, a), voxelToPatient(coronal, b)];
        voxelToPatient(coronal, middle).forEach((value, axis) => {
          expect(value).toBeCloseTo((from[axis]! + to[axis]!) / 2, 6);
        });
      }),
    );
  });
});

describe('cross', () => {
  it('is at right angles to both', () => {
    fc.assert(
      fc.property(vector, vector, (a, b) => {
        const normal = cross(a, b);
        const scale = 1 + Math.hypot(...a) * Math.hypot(...b) * Math.max(Math.hypot(...a), Math.hypot(...b));
        expect(Math.abs(dot(normal, a)) / scale).toBeLessThan(1e-9);
        expect(Math.abs(dot(normal, b)) / scale).toBeLessThan(1e-9);
      }),
    );
  });

  it('points to the feet from left and front', () => {
    expect(cross([1, 0, 0], [0, -1, 0])).toEqual([0, 0, -1]);
  });
});

describe('orientationLetter', () => {
  it.each<[Vector3, string]>([
    [[1, 0, 0], 'L'],
    [[-1, 0, 0], 'R'],
    [[0, 1, 0], 'P'],
    [[0, -1, 0], 'A'],
    [[0, 0, 1], 'H'],
    [[0, 0, -1], 'F'],
    [[0.3, -0.8, 0.5], 'A'],
  ])('%s is %s', (direction, letter) => {
    expect(orientationLetter(direction)).toBe(letter);
  });
});
