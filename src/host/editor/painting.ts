import { pixelAspect } from '../../core/view/camera';
import type { Edit } from '../../core/document/edit';
import { areaEdit, strokeEdit } from '../../core/document/stroke';
import { findObject } from '../../core/document/state';
import { dependsOnValues } from '../../core/image/area/area';
import { coarseOf } from '../../core/image/area/coarse';
import { nothingDrawn } from '../../core/image/area/nothingDrawn';
import type { Slice } from '../../core/image/slice';
import { isPlane, volumeOf } from '../../core/image/slicePlace';
import type { AreaRequest, StrokeRequest } from '../../core/protocol/hostApi';
import type { MaskApi } from '../../node/masks/maskApi';
import { planePixel } from '../../core/view/plane';
import { localize } from '../l10n/localize';
import { whenSlow } from '../whenSlow';
import { signature } from './signature';
import type { PromptedDocument } from './prompting';

type Canvas = Parameters<typeof strokeEdit>[2];
type Hand = Parameters<typeof strokeEdit>[3];

/** Makes strokes and areas that were drawn by hand edits of a document. */
export class Painting {
  readonly #document: PromptedDocument;
  readonly #masks: Pick<MaskApi, 'areaEdit'>;

  /** @param masks works areas on large images out in another thread */
  constructor(document: PromptedDocument, masks: Pick<MaskApi, 'areaEdit'>) {
    this.#document = document;
    this.#masks = masks;
  }

  /** @returns the id of the painted object; null when nothing is left of it, or nothing was painted */
  commit(stroke: StrokeRequest): Promise<string | null> {
    return this.#commit(stroke, (canvas, hand) => strokeEdit(this.#document.state, stroke, canvas, hand));
  }

  /**
   * As {@link commit}.
   * @throws UserError `bad-input` when the area changes no pixel, which the page finds out only of small images; `cancelled`
   */
  commitArea(request: AreaRequest): Promise<string | null> {
    return this.#commit(request, async (canvas, hand) => {
      const { state } = this.#document;
      const isLarge = !isPlane(request) && coarseOf(canvas) !== undefined;
      const edit = isLarge
        ? await whenSlow(localize`SAM-UNet: Working out the area`, (token) =>
            this.#masks.areaEdit([state, request, canvas, hand], token),
          )
        : areaEdit(state, request, canvas, hand);
      if (edit.changes.length === 0) throw nothingDrawn(request.area, request.erases);
      return edit;
    });
  }

  async #commit(
    request: StrokeRequest | AreaRequest,
    make: (canvas: Canvas, hand: Hand) => Edit | Promise<Edit>,
  ): Promise<string | null> {
    const document = this.#document;
    const edit = await make(await this.#canvas(request), {
      ...{ label: document.label.name, known: document.knownLabels, hidden: document.hidden },
      ...signature(),
    });
    if (edit.changes.length === 0) return request.objectId;
    document.edit(edit);
    const id = request.objectId ?? paintedObject(edit);
    const isThere = id !== null && findObject(document.state, id) !== undefined;
    document.select(isThere ? id : null);
    return isThere ? id : null;
  }

  async #canvas(request: StrokeRequest | AreaRequest): Promise<Canvas> {
    const { image, planes } = await this.#document.open();
    const { info } = image;
    const needsValues = request.range !== null || ('area' in request && dependsOnValues(request.area));
    if (!isPlane(request)) {
      const { frame } = request;
      const read = (): Promise<Slice> =>
        image.readRegion === undefined || frame === undefined
          ? image.readSlice(request.slice, request.volume)
          : image.readRegion(0, frame, request);
      const slice = needsValues ? await read() : undefined;
      return { ...info, pixel: pixelAspect(info.pixelSpacing), slice };
    }
    const { normal, index } = request;
    const slice = needsValues ? await planes.read({ normal, index, volume: volumeOf(request) }) : undefined;
    return { ...info, pixel: planePixel(info, normal), slice };
  }
}

/** An object that an edit has painted. */
export function paintedObject({ changes }: Edit): string | null {
  for (const change of changes) {
    if (change.kind === 'repaint') return change.id;
    if (change.kind === 'object' && change.after !== undefined) return change.after.id;
  }
  return null;
}
