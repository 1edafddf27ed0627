import type { Size } from '../geometry/rect';
import type { Component } from '../mask/components';
import type { Mask } from '../mask/mask';
import type { Prompt } from '../prompt/prompt';
import type { Random } from '../statistics/random';
import type { Message } from '../text/message';

/** One reference mask of one image, which a protocol makes prompts of. */
export interface Subject {
  readonly image: Size;
  readonly reference: Mask;
  /** The largest 8-connected component of the reference. */
  readonly object: Component;
  /** Seeded by the subject's name, so that every run draws the same. */
  readonly random: Random;
}

/** How the box of a prompt differs from the exact one. */
export interface Looseness {
  /** Sides as a multiple of the exact ones. */
  readonly scale: number;
  /** Distance of the centres, in pixels. */
  readonly shift: number;
}

/** The first prompt for a subject. */
export interface Opening {
  readonly prompt: Prompt;
  readonly looseness?: Looseness;
}

interface Described {
  readonly name: string;
  /** For headings, such as “Exact box”. */
  readonly title: Message;
  /** One sentence for the reader of a report. */
  readonly description: Message;
}

/** A way to make prompts from reference masks of one slice, as a person would give them who sees the object. */
export interface SliceProtocol extends Described {
  readonly open: (subject: Subject) => Opening;
  /** The next prompt, given the model’s mask; undefined when there is nothing to correct. Only where a dialogue follows. */
  readonly correct?: (subject: Subject, prompt: Prompt, answer: Mask) => Prompt | undefined;
  /**
   * Whether clicks correct the mask as they do in the editor: the model is given the mask, if it takes one, and of its answer
   * counts what hangs together with the click. Otherwise every answer counts as it is.
   */
  readonly editsMask?: true;
}

/** A way to segment an object through the slices of a volume, scored in three dimensions. */
export interface VolumeProtocol extends Described {
  /** Slices that get the exact box: a few, from which the object is propagated, or all that hold the object. */
  readonly boxes: 'few' | 'all';
  /** Slices that are corrected after the propagation, each followed by propagating again between those around it. */
  readonly corrections: number;
}

export type Protocol = SliceProtocol | VolumeProtocol;

export function isOfVolume(protocol: Protocol): protocol is VolumeProtocol {
  return 'corrections' in protocol;
}
