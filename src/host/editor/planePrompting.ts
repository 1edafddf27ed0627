import { UserError } from '../../core/base/error';
import { lockedError } from '../../core/document/locks';
import { answeredInPlane, correctsPlane, planePromptEdit } from '../../core/document/planePrompt';
import { findObject } from '../../core/document/state';
import { labelInPlane } from '../../core/document/throughPlane';
import { volumeOf, type PlanePlace } from '../../core/image/slicePlace';
import type { Mask } from '../../core/mask/mask';
import { decodeRunLength, encodeRunLength, type RunLengthMask } from '../../core/mask/runLength';
import type { Prompt } from '../../core/prompt/prompt';
import type { PreviewMask, SliceView } from '../../core/protocol/hostApi';
import { t } from '../../core/text/message';
import { planeSize } from '../../core/view/plane';
import { readInferencePlane, type InferencePlane } from '../../node/inference/inferencePlane';
import type { Services } from '../services';
import { paintedObject } from './painting';
import type { PromptedDocument } from './prompting';
import { signature } from './signature';

/** A plane as it is shown. */
type PlaneView = PlanePlace & Pick<SliceView, 'window'>;

/** A label in a plane with the model's answer. */
interface Answered {
  readonly label: string;
  readonly mask: Mask;
  readonly corrects: boolean;
}

/** Asks the model about planes across the slices, and writes its answers into the slices. */
export class PlanePrompting {
  readonly #document: PromptedDocument;
  readonly #client: Services['client'];
  /** The plane that was asked about last: a prompt that is being drawn asks again and again. */
  #prepared: { readonly key: string; readonly plane: Promise<InferencePlane> } | undefined;

  constructor(document: PromptedDocument, { client }: Pick<Services, 'client'>) {
    this.#document = document;
    this.#client = client;
  }

  /** Forgets the plane of an image that was replaced. */
  forget(): void {
    this.#prepared = undefined;
  }

  /** What would become of the mask in the plane with a prompt that is still being drawn, for the label of the object `id` or the next one. */
  async preview(view: PlaneView, prompt: Prompt, id: string | null): Promise<PreviewMask> {
    const { mask } = await this.#answer(view, prompt, id, 'preview');
    return { mask: encodeRunLength(mask) };
  }

  /**
   * Writes the answer to a prompt into the slices, and selects an object that it has changed.
   * @throws UserError `bad-prompt` when the model finds nothing there, `bad-input` for a locked object
   */
  async commit(view: PlaneView, prompt: Prompt, id: string | null): Promise<void> {
    const { label, ...answered } = await this.#answer(view, prompt, id, 'assessed');
    const document = this.#document;
    const { image, model } = await document.open();
    const { name, sha256 } = await this.#client.start();
    const edit = planePromptEdit(
      model.state,
      { place: view, label, prompt },
      { ...answered, slice: image.info },
      {
        ...{ model: { name, sha256 }, ...signature() },
        ...{ window: view.window ?? undefined, known: document.knownLabels },
      },
    );
    if (edit.changes.length === 0) {
      throw new UserError('bad-prompt', {
        problem: t`The model found nothing that is not in the mask already.`,
        advice: t`Draw the box closer around the object, or add a positive point.`,
      });
    }
    document.edit(edit);
    document.select(id !== null && findObject(document.state, id) !== undefined ? id : paintedObject(edit));
  }

  async #answer(view: PlaneView, prompt: Prompt, id: string | null, kind: 'preview' | 'assessed'): Promise<Answered> {
    const document = this.#document;
    const object = id === null ? undefined : findObject(document.state, id);
    if (object?.locked === true) throw lockedError(object);
    const label = object?.label ?? document.label.name;
    const { image, picture } = await this.#prepare(view);
    const { info } = (await document.open()).image;
    const before = labelInPlane(document.state, view, label, planeSize(info, view.normal));
    const prompted = { place: view, label, prompt };
    const corrects = correctsPlane(document.state, prompted, before);
    const previous = await this.#previous(corrects, () => encodeRunLength(picture.maskToPicture(before)));
    const asked = { ...picture.toPicture(prompt), ...previous };
    const [answer] = (await this.#client.segment(image, [asked], kind)).objects;
    if (answer === undefined) throw new RangeError('The model returned no mask.');
    const found = picture.maskToImage(decodeRunLength(answer.mask));
    if (!found.data.includes(1) && kind === 'assessed' && !corrects) {
      throw new UserError('bad-prompt', {
        problem: t`The model found no object.`,
        advice: t`Draw the box closer around the object, or add a positive point.`,
      });
    }
    return { label, corrects, mask: answeredInPlane(document.state, prompted, before, found) };
  }

  /** The mask to be corrected, for models that take one. */
  async #previous(corrects: boolean, mask: () => RunLengthMask): Promise<{ previous?: RunLengthMask }> {
    return corrects && (await this.#client.start()).prompts.mask ? { previous: mask() } : {};
  }

  async #prepare(view: PlaneView): Promise<InferencePlane> {
    const { normal, index, window } = view;
    const key = JSON.stringify([normal, index, volumeOf(view), window]);
    if (this.#prepared?.key === key) return this.#prepared.plane;
    const { image, planes } = await this.#document.open();
    const plane = readInferencePlane(image, planes, view, window);
    this.#prepared = { key, plane };
    try {
      return await plane;
    } catch (error) {
      if (this.#prepared.plane === plane) this.#prepared = undefined;
      throw error;
    }
  }
}
