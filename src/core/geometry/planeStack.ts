import { listed, t, type Message } from '../text/message';
import { cross, dot, voxelToPatient, type Vector3, type VolumeGeometry } from './volumeGeometry';

/** Where one slice lies in the patient (LPS, mm): its first pixel, and the unit directions along a row and down a column. */
export interface Plane {
  readonly position: Vector3;
  readonly row: Vector3;
  readonly column: Vector3;
}

/** What planes that lie in order make together. */
export interface PlaneStack {
  /** Absent unless the planes are parallel and lie evenly. The steps of a tilted gantry need not be at right angles. */
  readonly geometry?: VolumeGeometry;
  /** What is wrong with the stack, as text; slices are counted from 1. */
  readonly remarks: readonly Message[];
}

/** Largest deviation of a plane from its place in an even stack, in mm and as a part of the step. */
const tolerance = { mm: 0.01, ofStep: 0.01 };
/** Two planes nearer than this, in mm, lie at one place. */
const samePlace = 0.001;
/** Deviation of a gap from a whole number of steps, as a part of a step, up to which slices are missing in it. */
const wholeSteps = 0.1;
/** Degrees between the steps and the normal from which a gantry was tilted. */
const tilted = 0.5;

export function normalOf({ row, column }: Plane): Vector3 {
  return cross(row, column);
}

/** Distance of a plane along `normal`, in mm. */
export function heightOf({ position }: Plane, normal: Vector3): number {
  return dot(position, normal);
}

/** The planes of the slices of a volume. */
export function planesOf(geometry: VolumeGeometry, slices: number): Plane[] {
  const [row, column] = geometry.axes;
  return Array.from({ length: slices }, (_, slice) => ({
    ...{ position: voxelToPatient(geometry, [0, 0, slice]), row, column },
  }));
}

/** Whether two unit directions are at right angles, to a thousandth. */
export function areRightAngled(a: Vector3, b: Vector3): boolean {
  return Math.abs(dot(a, b)) <= 0.001;
}

/** Whether two planes have the same directions, to a thousandth. */
export function areParallel(a: Plane, b: Plane): boolean {
  return [...a.row, ...a.column].every((value, i) => Math.abs(value - [...b.row, ...b.column][i]!) < 0.001);
}

export function areAtOnePlace(a: Plane, b: Plane): boolean {
  return distance(a.position, b.position) < samePlace;
}

/**
 * Describes a stack of planes in their order.
 * @param pixelSpacing [across, down] in mm
 * @param thickness distance of slices to assume for a single plane, in mm
 */
export function stackOf(
  planes: readonly Plane[],
  pixelSpacing: readonly [number, number],
  thickness: number,
): PlaneStack {
  const [first, ...others] = planes;
  if (first === undefined) return { remarks: [] };
  const { position: origin, row, column } = first;
  const normal = normalOf(first);
  if (others.length === 0) {
    return { geometry: { origin, spacing: [...pixelSpacing, thickness], axes: [row, column, normal] }, remarks: [] };
  }
  if (!others.every((plane) => areParallel(first, plane))) {
    return { remarks: [t`The slices are not parallel, so the distances between them are undefined.`] };
  }
  const step = evenStep(planes);
  if (step === undefined) return { remarks: describeGaps(planes.map((plane) => heightOf(plane, normal))) };
  const length = Math.hypot(...step);
  const slices: Vector3 = [step[0] / length, step[1] / length, step[2] / length];
  return {
    geometry: { origin, spacing: [...pixelSpacing, length], axes: [row, column, slices] },
    remarks: describeTilt(slices, normal),
  };
}

/** The step from plane to plane; undefined when they lie unevenly, at one place or beside each other. */
function evenStep(planes: readonly Plane[]): Vector3 | undefined {
  const first = planes[0]!;
  const last = planes.at(-1)!;
  const step = minus(last.position, first.position).map((part) => part / (planes.length - 1)) as unknown as Vector3;
  const length = Math.hypot(...step);
  const rise = Math.abs(dot(step, normalOf(first)));
  if (!(rise > samePlace) || rise < length / 2) return undefined;
  const allowed = Math.max(tolerance.mm, tolerance.ofStep * length);
  const even = planes.every(({ position }, i) => {
    const place: Vector3 = [
      first.position[0] + i * step[0],
      first.position[1] + i * step[1],
      first.position[2] + i * step[2],
    ];
    return distance(position, place) <= allowed;
  });
  return even ? step : undefined;
}

function describeGaps(heights: readonly number[]): Message[] {
  const steps = heights.slice(1).map((height, i) => height - heights[i]!);
  const sizes = steps.map(Math.abs);
  if (sizes.some((size) => size < samePlace))
    return [t`Some slices have the same position, so masks have no patient positions.`];
  if (new Set(steps.map(Math.sign)).size > 1)
    return [t`The slices are not ordered by position, so masks have no patient positions.`];
  const usual = sizes.toSorted((a, b) => a - b)[Math.floor((sizes.length - 1) / 2)]!;
  const missing = sizes.map((size) => Math.round(size / usual) - 1);
  const whole = sizes.every((size, i) => Math.abs(size / usual - 1 - missing[i]!) <= wholeSteps);
  if (whole && missing.some((count) => count > 0)) {
    const gaps = missing.flatMap((count, i) => (count > 0 ? [describeGap(count, i + 1)] : []));
    const shown = listed(gaps.slice(0, mostGaps));
    const others = gaps.length - mostGaps;
    return [
      others > 0
        ? t`${shown} and elsewhere (${others}), so masks have no patient positions.`
        : t`${shown}, so masks have no patient positions.`,
    ];
  }
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)].map((size) => size.toFixed(2));
  return [
    least === most
      ? t`The slices are shifted against each other, so masks have no patient positions.`
      : t`The slices are ${least!} to ${most!} mm apart, so masks have no patient positions.`,
  ];
}

/** Gaps that are named, of many. */
const mostGaps = 3;

/** @param count slices that are missing after slice number `at` */
function describeGap(count: number, at: number): Message {
  return count === 1
    ? t`1 slice is missing between slices ${at} and ${at + 1}`
    : t`${count} slices are missing between slices ${at} and ${at + 1}`;
}

function describeTilt(slices: Vector3, normal: Vector3): Message[] {
  const degrees = (Math.acos(Math.min(1, Math.abs(dot(slices, normal)))) * 180) / Math.PI;
  return degrees < tilted ? [] : [t`The gantry was tilted by ${degrees.toFixed(1)}°, so the volume is sheared.`];
}

function minus(a: Vector3, b: Vector3): Vector3 {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

function distance(a: Vector3, b: Vector3): number {
  return Math.hypot(...minus(a, b));
}
