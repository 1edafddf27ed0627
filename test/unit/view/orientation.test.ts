import { describe, expect, test } from 'vitest';
import type { Vector3, VolumeGeometry } from '../../../src/core/geometry/volumeGeometry';
import { displayFlip, edgeLetters } from '../../../src/core/view/orientation';

const left: Vector3 = [1, 0, 0];
const right: Vector3 = [-1, 0, 0];
const back: Vector3 = [0, 1, 0];
const front: Vector3 = [0, -1, 0];
const head: Vector3 = [0, 0, 1];
const feet: Vector3 = [0, 0, -1];

function facing(across: Vector3, down: Vector3): VolumeGeometry {
  return { origin: [0, 0, 0], spacing: [1, 1, 1], axes: [across, down, head] };
}

test('letters name the sides that the edges face', () => {
  expect(edgeLetters(facing(left, back), [false, false])).toEqual({ left: 'R', right: 'L', top: 'A', bottom: 'P' });
  expect(edgeLetters(facing(left, back), [true, false])).toEqual({ left: 'L', right: 'R', top: 'A', bottom: 'P' });
  expect(edgeLetters(facing(left, back), [false, true])).toEqual({ left: 'R', right: 'L', top: 'P', bottom: 'A' });
});

describe('NIfTI volumes are shown in the radiological convention', () => {
  test.each([
    ['axial', right, front, { left: 'R', top: 'A' }],
    ['axial', left, back, { left: 'R', top: 'A' }],
    ['coronal', right, head, { left: 'R', top: 'H' }],
    ['sagittal', front, feet, { left: 'A', top: 'H' }],
    ['sagittal', back, head, { left: 'A', top: 'H' }],
  ])('%s, columns to %j, rows to %j', (_plane, across, down, expected) => {
    const geometry = facing(across, down);
    expect(edgeLetters(geometry, displayFlip({ format: 'nifti', geometry }))).toMatchObject(expected);
  });
});

test('other images stay as they are', () => {
  expect(displayFlip({ format: 'dicom', geometry: facing(right, front) })).toEqual([false, false]);
  expect(displayFlip({ format: 'nifti' })).toEqual([false, false]);
});
