import { pixelAspect } from '../../core/view/camera';
import type { Edit } from '../../core/document/edit';
import { areaEdit, strokeEdit } from '../../core/document/stroke';
import { findObject } from '../../core/document/state';
import type { AreaRequest, StrokeRequest } from '../../core/protocol/hostApi';
import { signature } from './signature';
import type { PromptedDocument } from './prompting';

type Canvas = Parameters<typeof strokeEdit>[2];
type Hand = Parameters<typeof strokeEdit>[3];

/** Makes strokes and areas that were drawn by hand edits of a document. */
export class Painting {
  readonly #document: PromptedDocument;

  constructor(document: PromptedDocument) {
    this.#document = document;
  }

  /** @returns the id of the painted object; null when nothing is left of it, or nothing was painted */
  commit(stroke: StrokeRequest): Promise<string | null> {
    return this.#commit(stroke, (canvas, hand) => strokeEdit(this.#document.state, stroke, canvas, hand));
  }

  /** As {@link commit}. */
  commitArea(request: AreaRequest): Promise<string | null> {
    return this.#commit(request, (canvas, hand) => areaEdit(this.#document.state, request, canvas, hand));
  }

  async #commit(
    request: StrokeRequest | AreaRequest,
    make: (canvas: Canvas, hand: Hand) => Edit,
  ): Promise<string | null> {
    const document = this.#document;
    const { image } = await document.open();
    const { width, height, pixelSpacing } = image.info;
    const needsValues = request.range !== null || 'area' in request;
    const slice = needsValues ? await image.readSlice(request.slice, request.volume) : undefined;
    const edit = make(
      { width, height, pixel: pixelAspect(pixelSpacing), slice },
      { label: document.label.name, known: document.knownLabels, ...signature() },
    );
    if (edit.changes.length === 0) return request.objectId;
    document.edit(edit);
    const id = request.objectId ?? document.state.objects.at(-1)?.id ?? null;
    const isThere = id !== null && findObject(document.state, id) !== undefined;
    document.select(isThere ? id : null);
    return isThere ? id : null;
  }
}
