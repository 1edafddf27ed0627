/** Wheel distance, in CSS pixels, of one step of a touchpad; a notch of a mouse wheel is more. */
const touchpadStep = 60;
/** The most that browsers report for one notch of a mouse wheel, in CSS pixels. */
const largestNotch = 120;

/**
 * Counts whole steps of a wheel: a notch of a mouse wheel is one, of a touchpad 60 px. A busy browser reports several notches
 * in one event, which all count.
 *
 * @returns takes the distance of an event in CSS pixels, gives its steps, signed; what is left of a touchpad's counts for the
 *   next event in the same direction
 */
export function wheelSteps(): (distance: number) => number {
  let travelled = 0;
  let notch = largestNotch;
  return (distance) => {
    if (Math.sign(distance) !== Math.sign(travelled)) travelled = 0;
    const length = Math.abs(distance);
    if (length >= touchpadStep) {
      travelled = 0;
      // Browsers and systems differ in what a notch is: the least that a wheel has turned at once.
      notch = Math.min(notch, length);
      return Math.sign(distance) * Math.round(length / notch);
    }
    travelled += distance;
    const steps = Math.trunc(travelled / touchpadStep);
    if (steps === 0) return 0;
    travelled = 0;
    return steps;
  };
}
