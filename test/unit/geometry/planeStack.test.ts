import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stackOf, type Plane } from '../../../src/core/geometry/planeStack';
import { voxelToPatient, type Vector3 } from '../../../src/core/geometry/volumeGeometry';
import { english } from '../../../src/core/text/message';

const at = (...position: Vector3): Plane => ({ position, row: [1, 0, 0], column: [0, 1, 0] });
const heights = (...values: number[]): Plane[] => values.map((z) => at(0, 0, z));
const describeStack = (planes: Plane[]) => stackOf(planes, [0.5, 0.7], 2);

describe('stackOf', () => {
  it('places every plane of an even stack where it lies', () => {
    const part = fc.double({ min: -100, max: 100, noNaN: true });
    fc.assert(
      fc.property(
        fc.tuple(part, part, part),
        fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: -1, max: 1, noNaN: true })),
        fc.double({ min: 0.2, max: 10, noNaN: true }),
        fc.integer({ min: 2, max: 40 }),
        (origin, [x, y], rise, count) => {
          // Steps beside the normal, as of a tilted gantry, up to 45°.
          const step: Vector3 = [x * rise * 0.7, y * rise * 0.7, rise];
          const planes = Array.from({ length: count }, (_, k) =>
            at(origin[0] + k * step[0], origin[1] + k * step[1], origin[2] + k * step[2]),
          );
          const { geometry } = describeStack(planes);
          for (const [k, { position }] of planes.entries()) {
            const found = voxelToPatient(geometry!, [0, 0, k]);
            for (const axis of [0, 1, 2] as const) expect(found[axis]).toBeCloseTo(position[axis], 6);
          }
        },
      ),
    );
  });

  it('takes the thickness for the step of a single plane', () => {
    expect(describeStack(heights(5))).toMatchObject({ geometry: { origin: [0, 0, 5], spacing: [0.5, 0.7, 2] } });
  });

  it('forgives what decimal strings round off', () => {
    expect(describeStack(heights(0, 0.733, 1.467, 2.2)).geometry?.spacing[2]).toBeCloseTo(0.7333, 4);
  });

  it.each<[string, Plane[], string]>([
    [
      'one gap',
      heights(0, 2, 4, 8, 10),
      '1 slice is missing between slices 3 and 4, so masks have no patient positions.',
    ],
    [
      'many gaps',
      heights(0, 1, 2, 4, 5, 6, 9, 10, 12, 13, 15, 16, 17, 18),
      '1 slice is missing between slices 3 and 4, 2 slices are missing between slices 6 and 7, ' +
        '1 slice is missing between slices 8 and 9 and elsewhere (1), so masks have no patient positions.',
    ],
    [
      'uneven steps',
      heights(0, 2, 4.7, 7),
      'The slices are 2.00 to 2.70 mm apart, so masks have no patient positions.',
    ],
    ['a place twice', heights(0, 1, 1, 2), 'Some slices have the same position, so masks have no patient positions.'],
    ['no order', heights(0, 2, 1), 'The slices are not ordered by position, so masks have no patient positions.'],
    [
      'shifts',
      [at(0, 0, 0), at(5, 0, 1), at(0, 0, 2)],
      'The slices are shifted against each other, so masks have no patient positions.',
    ],
    [
      'turns',
      [at(0, 0, 0), { position: [0, 0, 1], row: [0, 1, 0], column: [-1, 0, 0] }],
      'The slices are not parallel, so the distances between them are undefined.',
    ],
  ])('says of %s what is wrong', (_, planes, remark) => {
    const { remarks, ...known } = describeStack(planes);
    expect(remarks.map(english)).toEqual([remark]);
    expect(known).toEqual({});
  });

  it('says how far a gantry was tilted', () => {
    const { geometry, remarks } = describeStack([at(0, 0, 0), at(0, 1, 2), at(0, 2, 4)]);
    expect(remarks.map(english)).toEqual(['The gantry was tilted by 26.6°, so the volume is sheared.']);
    expect(geometry?.spacing[2]).toBeCloseTo(Math.hypot(1, 2));
  });
});
