import { describe, expect, test } from 'vitest';
import { english } from '../../../src/core/text/message';
import type { Vector3, VolumeGeometry } from '../../../src/core/geometry/volumeGeometry';
import { planeAcross, planeAspect, planeLetters, planeName, planeSize } from '../../../src/core/view/plane';

const directions = {
  L: [1, 0, 0],
  R: [-1, 0, 0],
  P: [0, 1, 0],
  A: [0, -1, 0],
  H: [0, 0, 1],
  F: [0, 0, -1],
} as const satisfies Record<string, Vector3>;
type Letter = keyof typeof directions;

function geometryOf(i: Letter, j: Letter, k: Letter): VolumeGeometry {
  return { origin: [0, 0, 0], spacing: [0.5, 0.7, 3], axes: [directions[i], directions[j], directions[k]] };
}

describe('planes across the slices are shown in the radiological convention', () => {
  const axial = { left: 'R', right: 'L', top: 'A', bottom: 'P' };
  const coronal = { left: 'R', right: 'L', top: 'H', bottom: 'F' };
  const sagittal = { left: 'A', right: 'P', top: 'H', bottom: 'F' };

  test.each([
    ['axial DICOM', geometryOf('L', 'P', 'H'), sagittal, coronal],
    ['axial DICOM from the head down', geometryOf('L', 'P', 'F'), sagittal, coronal],
    ['RAS NIfTI', geometryOf('R', 'A', 'H'), sagittal, coronal],
    ['sagittal series', geometryOf('P', 'F', 'R'), coronal, axial],
    ['coronal series', geometryOf('L', 'F', 'A'), sagittal, axial],
  ] as const)('%s', (_name, geometry, acrossColumns, acrossRows) => {
    for (const [normal, expected] of [
      [0, acrossColumns],
      [1, acrossRows],
    ] as const) {
      const plane = planeAcross({ format: 'dicom', geometry }, normal);
      expect(planeLetters(geometry, plane)).toEqual(expected);
      expect(new Set([plane.normal, plane.across, plane.down]).size).toBe(3);
    }
  });

  test('names say which plane is which', () => {
    const geometry = geometryOf('P', 'F', 'R');
    expect([0, 1, 2].map((axis) => english(planeName(geometry, axis as 0 | 1 | 2)))).toEqual([
      'Coronal',
      'Axial',
      'Sagittal',
    ]);
    expect(english(planeName(undefined, 1))).toBe('Rows');
  });
});

test('the slices themselves stay as they are shown alone', () => {
  const geometry = geometryOf('R', 'A', 'H');
  expect(planeAcross({ format: 'nifti', geometry }, 2)).toEqual({ normal: 2, across: 0, down: 1, flip: [true, true] });
  expect(planeAcross({ format: 'dicom', geometry }, 2).flip).toEqual([false, false]);
});

test('size and shape of the pixels come from the axes of the plane', () => {
  const geometry = geometryOf('L', 'P', 'H');
  const info = { width: 256, height: 200, slices: 20, geometry };
  const plane = planeAcross({ format: 'dicom', geometry }, 1);
  expect(planeSize(info, 1)).toEqual({ width: 256, height: 20 });
  expect(planeSize(info, 0)).toEqual({ width: 200, height: 20 });
  expect(planeAspect(info, plane)).toEqual([1, 6]);
});

test('without a patient frame slices lie one below the other, as far apart as pixels', () => {
  const plane = planeAcross({ format: 'npy' }, 0);
  expect(plane).toEqual({ normal: 0, across: 1, down: 2, flip: [false, false] });
  expect(planeAspect({}, plane)).toEqual([1, 1]);
  expect(planeAspect({ pixelSpacing: [0.5, 2] }, plane)).toEqual([4, 1]);
});
