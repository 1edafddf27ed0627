import { changedStatus } from '../../core/document/changedStatus';
import { corrected } from '../../core/document/correction';
import { applyEdit, type Edit } from '../../core/document/edit';
import { addObject, removeObjects, replaceObject } from '../../core/document/edits';
import { newObject, promptOf } from '../../core/document/newObject';
import { putPropagated } from '../../core/document/propagated';
import { emptyState, freeId, type DocumentState } from '../../core/document/state';
import { deleteFrom } from '../../core/document/throughSlices';
import type { Rect } from '../../core/geometry/rect';
import { MaskVolume } from '../../core/mask/maskVolume';
import { decodeRunLength } from '../../core/mask/runLength';
import { replacedIn, type SliceSpan } from '../../core/propagation/propagated';
import { propagateLabel } from '../../core/propagation/propagateLabel';
import { stretchAround } from '../../core/propagation/stretchAround';
import type { Followed } from '../../core/propagation/followObjects';
import type { PointPrompt, Prompt, SegmentPrompt } from '../../core/prompt/prompt';
import type { LoadedModel, SegmentedObject } from '../../core/protocol/inferenceApi';
import type { SidecarObject } from '../../core/sidecar/sidecar';

const label = 'object';
const signed = { by: 'evaluation', at: new Date(0) } as const;

/** One object of a volume, segmented by the gestures that the editor has for it, with the editor's own code. */
export class VolumeSession {
  readonly #volume: Followed;
  readonly #model: Pick<LoadedModel, 'name' | 'sha256'>;
  #state: DocumentState = emptyState;

  constructor(volume: Followed, model: Pick<LoadedModel, 'name' | 'sha256'>) {
    this.#volume = volume;
    this.#model = model;
  }

  /** The masks of all slices. */
  get masks(): MaskVolume {
    const { width, height, slices } = this.#volume.info;
    const masks = new MaskVolume({ width, height }, slices);
    for (const { slice, mask } of this.#state.objects) masks.slice(slice).data.set(decodeRunLength(mask).data);
    return masks;
  }

  /** The object on a slice; undefined where there is none. */
  at(slice: number): SidecarObject | undefined {
    return this.#state.objects.find((object) => object.slice === slice);
  }

  /** Whether a person answers for the mask on a slice. */
  isTouched(slice: number): boolean {
    return this.at(slice)?.origin === 'human';
  }

  /** Draws a box, for another mask where there is one. A box that the model finds nothing in changes nothing. */
  async box(slice: number, box: Rect): Promise<void> {
    const prompt: Prompt = { box, points: [] };
    await this.#commit(slice, prompt, await this.#ask(slice, prompt), 'prompted');
  }

  /** Adds a click to the mask on a slice, which corrects it. @throws RangeError when there is none */
  async click(slice: number, click: PointPrompt): Promise<void> {
    const old = this.at(slice);
    if (old === undefined) throw new RangeError(`There is no mask on slice ${slice}.`);
    const before = promptOf(old.prompt);
    const prompt = { ...before, points: [...before.points, click] };
    const asked = this.#volume.prompts.mask ? { ...prompt, previous: old.mask } : prompt;
    await this.#commit(slice, prompt, corrected(old, await this.#ask(slice, asked), prompt), 'changed');
  }

  /** Propagates the object on a slice through the whole volume. */
  async propagate(slice: number): Promise<void> {
    const object = this.at(slice);
    if (object === undefined) return;
    await this.#propagate(object, { volume: 0, from: 0, to: this.#volume.info.slices - 1 });
  }

  /**
   * Deletes the masks on a slice and beyond it in a direction.
   * @param step 0 for the slice alone
   */
  delete(slice: number, step: 1 | 0 | -1): void {
    const beyond = this.#state.objects.filter((object) => (object.slice - slice) * step >= 0);
    const [first] = beyond.toSorted((a, b) => (a.slice - b.slice) * step);
    const object = step === 0 ? this.at(slice) : first;
    if (object === undefined) return;
    this.#edit(step === 0 ? removeObjects(this.#state, [object.id]) : deleteFrom(this.#state, object.id, step));
  }

  async #commit(
    slice: number,
    prompt: Prompt,
    segmented: SegmentedObject,
    change: 'changed' | 'prompted',
  ): Promise<void> {
    if (segmented.mask.counts.length < 2) return;
    const old = this.at(slice);
    const object = newObject({
      ...{ id: old?.id ?? this.#freeId(), label, slice, prompt, segmented, model: this.#model, ...signed },
      ...{ origin: 'human', status: changedStatus(old, segmented.mask, change) },
    });
    this.#edit(
      old === undefined ? addObject(this.#state, object, undefined) : replaceObject(this.#state, object, undefined),
    );
    const correction = { object, isNew: old === undefined };
    const span = stretchAround(this.#state.objects, correction, this.#volume.info.slices);
    if (span !== undefined) await this.#propagate(object, span);
  }

  async #propagate(object: SidecarObject, span: SliceSpan): Promise<void> {
    const { objects } = this.#state;
    const made = await propagateLabel(objects, object, span, this.#volume);
    const propagated = made.map(({ slice, prompt, answer }) =>
      newObject({
        ...{ id: `propagated-${slice}`, label, slice, prompt, segmented: answer, model: this.#model, ...signed },
        origin: 'machine',
      }),
    );
    this.#edit(putPropagated(this.#state, propagated, replacedIn(objects, label, span), label));
  }

  async #ask(slice: number, prompt: SegmentPrompt): Promise<SegmentedObject> {
    const [answer] = await this.#volume.ask({ slice }, [prompt], 'final');
    if (answer === undefined) throw new RangeError('The model returned no mask.');
    return answer;
  }

  #freeId(): string {
    return freeId(new Set(this.#state.objects.map(({ id }) => id)));
  }

  #edit(edit: Edit): void {
    this.#state = applyEdit(this.#state, edit);
  }
}
