import { pixelAspect } from '../../core/view/camera';
import { strokeEdit } from '../../core/document/stroke';
import { findObject } from '../../core/document/state';
import type { StrokeRequest } from '../../core/protocol/hostApi';
import { signature } from './signature';
import type { PromptedDocument } from './prompting';

/** Makes strokes of brush and eraser edits of a document. */
export class Painting {
  readonly #document: PromptedDocument;

  constructor(document: PromptedDocument) {
    this.#document = document;
  }

  /** @returns the id of the painted object; null when nothing is left of it, or nothing was painted */
  async commit(stroke: StrokeRequest): Promise<string | null> {
    const document = this.#document;
    const { image } = await document.open();
    const { width, height, pixelSpacing } = image.info;
    const slice = stroke.range === null ? undefined : await image.readSlice(stroke.slice, stroke.volume);
    const canvas = { width, height, pixel: pixelAspect(pixelSpacing), slice };
    const edit = strokeEdit(document.state, stroke, canvas, {
      label: document.label.name,
      known: document.knownLabels,
      ...signature(),
    });
    if (edit.changes.length === 0) return stroke.objectId;
    document.edit(edit);
    const id = stroke.objectId ?? document.state.objects.at(-1)?.id ?? null;
    const isThere = id !== null && findObject(document.state, id) !== undefined;
    document.select(isThere ? id : null);
    return isThere ? id : null;
  }
}
