import type { Window } from '../image/window';
import type { RunLengthMask } from '../mask/runLength';
import type { CandidatePlace, Prompt } from '../prompt/prompt';

export type Tool = 'box' | 'point';

/** One object as the page draws it. */
export interface ViewObject {
  readonly id: string;
  readonly label: string;
  /** CSS colour of its label. */
  readonly color: string;
  readonly slice: number;
  readonly prompt: Prompt;
  readonly mask: RunLengthMask;
  readonly quality?: number;
  /** Its place among the model's answers to the clicks; absent where there was but one way to answer. */
  readonly candidate?: CandidatePlace;
}

export interface ViewDocument {
  readonly objects: readonly ViewObject[];
  /** Id of the selected object; null for none. */
  readonly selected: string | null;
  /** Label of the next object. */
  readonly label: { readonly name: string; readonly color: string };
  /** Whether the model was trained with boxes alone, so that clicks are answered with candidates. */
  readonly boxesOnly?: true;
  /** Where in a review this image is, such as “3 of 120”. */
  readonly review?: string;
}

/** What commands ask of a page. */
export type ViewCommand =
  | { readonly kind: 'tool'; readonly tool: Tool }
  | { readonly kind: 'toggleFill' }
  | { readonly kind: 'fit' }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'stepSlice'; readonly step: number }
  | { readonly kind: 'showSlice'; readonly slice: number }
  /** null: the image's own window. */
  | { readonly kind: 'window'; readonly window: Window | null };

/** What the page does for the host. */
export interface ViewApi {
  showDocument(document: ViewDocument): Promise<void>;
  perform(command: ViewCommand): Promise<void>;
}
