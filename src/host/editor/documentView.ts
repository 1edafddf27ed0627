import * as vscode from 'vscode';
import { candidateOf, promptOf } from '../../core/document/newObject';
import { planePromptsOf } from '../../core/document/planePrompt';
import { freeId, type DocumentState } from '../../core/document/state';
import { placeOf } from '../../core/image/slicePlace';
import { colorOf, labelNamed } from '../../core/labels/labelNamed';
import type { LabelSet } from '../../core/labels/labelSet';
import type { RunLengthMask } from '../../core/mask/runLength';
import type { ViewDocument, ViewObject } from '../../core/protocol/viewDocument';
import type { SidecarLabel, SidecarObject } from '../../core/sidecar/sidecar';
import { isTrainedWithBoxesOnly } from '../../node/inference/inferenceStatus';
import type { Services } from '../services';
import { MaskLook } from './maskLook';

/** The document that is shown. */
interface ViewedDocument {
  readonly state: DocumentState;
  readonly selected: string | null;
  readonly selection: readonly string[];
  /** Label of the next object. */
  readonly label: SidecarLabel;
  readonly knownLabels: LabelSet;
}

/** What pages show of a document: its objects in their colours, except hidden ones, and what is under way but not an edit yet. */
export class DocumentView implements vscode.Disposable {
  readonly #document: ViewedDocument;
  readonly #look = new MaskLook();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  readonly #views = new WeakMap<SidecarObject, ViewObject>();
  #preview: ReadonlyMap<string, RunLengthMask> = new Map();
  #previewed: readonly SidecarObject[] = [];
  #propagated: { readonly made: readonly SidecarObject[]; readonly replaced: ReadonlySet<string> } = {
    made: [],
    replaced: new Set(),
  };
  #review: string | undefined;
  #boxesOnly: boolean;

  /** Something other than the document's content has changed. */
  readonly onDidChange = this.#changed.event;

  constructor(document: ViewedDocument, { client, labels }: Pick<Services, 'client' | 'labels'>) {
    this.#document = document;
    this.#boxesOnly = isTrainedWithBoxesOnly(client.status);
    const changed = (): void => {
      this.#changed.fire();
    };
    this.#subscriptions = vscode.Disposable.from(
      client.onDidChangeStatus((status) => {
        const boxesOnly = isTrainedWithBoxesOnly(status);
        if (boxesOnly === this.#boxesOnly) return;
        this.#boxesOnly = boxesOnly;
        changed();
      }),
      labels.onDidChange(changed),
      this.#look.onDidChange(changed),
      this.#look,
      this.#changed,
    );
  }

  /** Ids of the objects that are left out of view. Saving and exporting know nothing of it. */
  get hidden(): ReadonlySet<string> {
    return this.#look.hidden;
  }

  /** Hides objects; if the first of them is hidden, shows them again. */
  toggle(ids: readonly string[]): void {
    this.#look.toggle(ids);
  }

  /** Says on the page where in a review this image is, such as “3 of 120”; undefined outside of one. */
  showReview(place: string | undefined): void {
    this.#review = place;
    this.#changed.fire();
  }

  /**
   * Shows masks, by the id of their object, in the place of the objects' own; the objects stay as they are.
   * @param added objects that there would be more
   */
  showPreview(masks: ReadonlyMap<string, RunLengthMask>, added: readonly SidecarObject[] = []): void {
    this.#preview = masks;
    this.#previewed = added;
    this.#changed.fire();
  }

  /**
   * Shows objects that are propagated and wait for a person's decision.
   * @param replaced objects that they would replace, which are hidden meanwhile
   */
  showPropagated(made: readonly SidecarObject[], replaced: readonly SidecarObject[]): void {
    this.#propagated = { made: [...made], replaced: new Set(replaced.map(({ id }) => id)) };
    this.#changed.fire();
  }

  /** Whether propagated objects are shown that are not part of the document yet. */
  get isPropagating(): boolean {
    return this.#propagated.made.length > 0;
  }

  /** Colour that an object is shown in. */
  colorOf(object: Pick<SidecarObject, 'id' | 'label' | 'status'>): string {
    return this.#look.colorOf(object, this.labelColor(object.label));
  }

  /** Colour of the label of one of the image's objects. */
  labelColor(name: string): string {
    const { state, knownLabels } = this.#document;
    return colorOf(labelNamed(state.labels, name, knownLabels), knownLabels);
  }

  view(): ViewDocument {
    const { state, selected, selection, label } = this.#document;
    const { made, replaced } = this.#propagated;
    const isShown = ({ id, status }: SidecarObject): boolean =>
      status !== 'rejected' && !this.hidden.has(id) && !replaced.has(id);
    return {
      objects: [...state.objects.filter(isShown), ...made, ...this.#previewed].map((object) =>
        this.#viewObject(object),
      ),
      selected,
      ...(selection.length > 1 ? { selection } : {}),
      label: { name: label.name, color: this.colorOf(this.#nextObject) },
      display: this.#look.display,
      ...(state.empty === undefined ? {} : { isAcceptedEmpty: true }),
      ...(this.#boxesOnly ? { boxesOnly: true } : {}),
      ...(this.#review === undefined ? {} : { review: this.#review }),
    };
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  /** What is known of the next object before it is there. */
  get #nextObject(): Pick<SidecarObject, 'id' | 'label' | 'status'> {
    const { state, label } = this.#document;
    const id = freeId(new Set(state.objects.map((object) => object.id)));
    return { id, label: label.name, status: 'draft' };
  }

  /** An object as the page draws it: the very same one for as long as it looks the same. */
  #viewObject(object: SidecarObject): ViewObject {
    const { id, label, prompt, quality } = object;
    const color = this.colorOf(object);
    const mask = this.#preview.get(id) ?? object.mask;
    const known = this.#views.get(object);
    const isPropagated = this.#propagated.made.includes(object);
    if (known?.color === color && known.mask === mask && (known.isPropagated ?? false) === isPropagated) return known;
    const view: ViewObject = {
      ...{ id, label, color, mask },
      ...placeOf(object),
      prompt: promptOf(prompt),
      ...(object.planePrompts === undefined ? {} : { planePrompts: planePromptsOf(object) }),
      ...(quality === undefined ? {} : { quality }),
      ...(object.locked === true ? { locked: true as const } : {}),
      ...(isPropagated ? { isPropagated: true as const } : {}),
      ...(prompt.candidate === undefined ? {} : { candidate: candidateOf(prompt.candidate) }),
    };
    this.#views.set(object, view);
    return view;
  }
}
