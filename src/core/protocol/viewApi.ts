import type { KeyGroup } from '../commands/keyTable';
import type { ValueRange } from '../image/valueRange';
import type { Window } from '../image/window';
import type { Message } from '../text/message';
import type { ColorMap } from '../view/colorMap';
import type { Tool } from '../view/tool';
import type { OpenedView } from './hostApi';
import type { DocumentChange } from './objectChange';

/** What commands ask of a page. */
export type ViewCommand =
  | { readonly kind: 'tool'; readonly tool: Tool }
  | { readonly kind: 'fit' }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'stepSlice'; readonly step: number }
  | { readonly kind: 'showSlice'; readonly slice: number; readonly volume: number }
  /** Goes to the slice that a large volume opens at, which was not known when it was shown, unless one has moved or begun to draw. */
  | { readonly kind: 'settleAt'; readonly slice: number; readonly volume: number }
  | { readonly kind: 'stepVolume'; readonly step: number }
  /** null: the image's own window. */
  | { readonly kind: 'window'; readonly window: Window | null }
  | { readonly kind: 'colorMap'; readonly map: ColorMap }
  | { readonly kind: 'cineRate'; readonly rate: number }
  /** Makes the brush so many steps larger, or smaller; moves a threshold that is being drawn. */
  | { readonly kind: 'stepBrush'; readonly steps: number }
  /** null: the brush paints over all values. */
  | { readonly kind: 'brushRange'; readonly range: ValueRange | null }
  /** Makes the polygon or the threshold that is being drawn part of the object. */
  | { readonly kind: 'confirm' }
  /** Enlarges the image around its middle. */
  | { readonly kind: 'zoom'; readonly factor: number }
  /** One pixel of the image takes up one of the screen. */
  | { readonly kind: 'actualSize' }
  /** Moves the keyboard's crosshair, x to the right, y down: by pixels as they are shown or, if `far`, by tenths of the view. */
  | { readonly kind: 'moveCrosshair'; readonly x: number; readonly y: number; readonly far?: true }
  /** What a click at the crosshair would do: set a corner of a box, or a point. */
  | { readonly kind: 'press'; readonly positive: boolean }
  | { readonly kind: 'toggle'; readonly what: Toggle }
  /** Shows the default keys, or hides them. */
  | { readonly kind: 'keys'; readonly keys: DefaultKeys };

/** What a page shows or does not. */
export type Toggle =
  | 'planes'
  | 'spareOthers'
  | 'invert'
  | 'smooth'
  | 'scaleBar'
  | 'cine'
  | 'cineVolumes'
  | 'crosshair'
  | 'modelView';

/** Keys as they are named on a Mac and elsewhere: the page knows which of them it is shown on. */
export interface DefaultKeys {
  readonly mac: readonly KeyGroup[];
  readonly other: readonly KeyGroup[];
}

/** What the page does for the host. */
export interface ViewApi {
  /** Sent to a page while it is being loaded, so that it need not ask; one that shows the image already ignores it. */
  showImage(opened: OpenedView): Promise<void>;
  showDocument(change: DocumentChange): Promise<void>;
  /** The default window of a volume, where slices were sent before it was known. */
  showWindow(volume: number, window: Window | null): Promise<void>;
  /** What has happened to masks, for screen readers: objects that are rejected or deleted are not among those of the page. */
  announce(happened: readonly Message[]): Promise<void>;
  perform(command: ViewCommand): Promise<void>;
}
