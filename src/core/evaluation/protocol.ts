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

/** A way to make prompts from reference masks, as a person would give them who sees the object. */
export interface Protocol {
  readonly name: string;
  /** For headings, such as “Exact box”. */
  readonly title: Message;
  /** One sentence for the reader of a report. */
  readonly description: Message;
  readonly open: (subject: Subject) => Opening;
  /** The next prompt, given the model’s mask; undefined when there is nothing to correct. Only where a dialogue follows. */
  readonly correct?: (subject: Subject, prompt: Prompt, answer: Mask) => Prompt | undefined;
  /**
   * Whether clicks correct the mask as they do in the editor: the model is given the mask, if it takes one, and of its answer
   * counts what hangs together with the click. Otherwise every answer counts as it is.
   */
  readonly editsMask?: true;
}
