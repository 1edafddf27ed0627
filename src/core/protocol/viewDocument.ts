import type { SlicePlace } from '../image/slicePlace';
import type { RunLengthMask } from '../mask/runLength';
import type { MaskDisplay } from '../view/maskDisplay';
import type { CandidatePlace, PlanePrompt, Prompt } from '../prompt/prompt';

/** One object as the page draws it. */
export interface ViewObject extends SlicePlace {
  readonly id: string;
  readonly label: string;
  /** CSS colour: that of its label, its status or its own. */
  readonly color: string;
  readonly prompt: Prompt;
  /** Prompts in planes across the slices. */
  readonly planePrompts?: readonly PlanePrompt[];
  readonly mask: RunLengthMask;
  readonly quality?: number;
  /** Whether no tool changes it. */
  readonly locked?: true;
  /** Whether it was propagated and waits for a person to accept it. */
  readonly isPropagated?: true;
  /** Its place among the model's answers to the clicks; absent where there was but one way to answer. */
  readonly candidate?: CandidatePlace;
}

export interface ViewDocument {
  readonly objects: readonly ViewObject[];
  /** Id of the selected object; null for none. */
  readonly selected: string | null;
  /** Ids of all selected objects, where there are several. */
  readonly selection?: readonly string[];
  /** Label of the next object. */
  readonly label: { readonly name: string; readonly color: string };
  readonly display: MaskDisplay;
  /** Whether a person has accepted the image without objects. */
  readonly isAcceptedEmpty?: true;
  /** Whether the model was trained with boxes alone, so that clicks are answered with candidates. */
  readonly boxesOnly?: true;
  /** Where in a review this image is, such as “3 of 120”. */
  readonly review?: string;
}
