import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import { NewestAnswer } from '../../core/base/newestAnswer';
import { withoutOverlaps } from '../../core/document/withoutOverlaps';
import { reshapeObjects } from '../../core/document/reshape';
import { pixelsOf, sizeIn, type Amount } from '../../core/mask/cleanUp/amount';
import type { PixelSize } from '../../core/mask/cleanUp/morphology';
import type { CleanUp } from '../../core/mask/cleanUp/operation';
import { areaOf, type RunLengthMask } from '../../core/mask/runLength';
import type { SidecarObject } from '../../core/sidecar/sidecar';
import { counted } from '../../core/text/counted';
import { t } from '../../core/text/message';
import type { ImageDocument } from '../editor/imageDocument';
import { signature } from '../editor/signature';
import type { MaskApi } from '../../node/masks/maskApi';
import { localize } from '../l10n/localize';
import { cleanUpItems, type CleanUpItem } from './cleanUpItems';
import type { CleanUpWork } from './cleanUpQuestions';
import { describeAreas } from './pixelChange';

/** One use of the command: which objects it is about, and what is shown of them. */
export class CleanUpSession implements CleanUpWork {
  readonly items = cleanUpItems;
  readonly document: ImageDocument;
  readonly spacing: PixelSize | undefined;
  readonly #store: Pick<MaskApi, 'cleanUp'>;
  readonly #selected: readonly SidecarObject[];
  readonly #answers = new NewestAnswer<readonly RunLengthMask[]>();
  #all: boolean;
  /** What the last answer is about, and how often that has changed. */
  #seen: readonly SidecarObject[] = [];
  #changes = 0;

  constructor(
    document: ImageDocument,
    selected: readonly SidecarObject[],
    spacing: PixelSize | undefined,
    store: Pick<MaskApi, 'cleanUp'>,
  ) {
    this.document = document;
    this.spacing = spacing;
    this.#store = store;
    this.#selected = selected;
    this.#all = selected.length === 0;
  }

  get objects(): readonly SidecarObject[] {
    const { objects } = this.document.state;
    return this.#all
      ? objects.filter(({ status, locked }) => status !== 'rejected' && locked !== true)
      : this.#selected;
  }

  get canSwitch(): boolean {
    return this.#selected.length > 0 && this.document.state.objects.length > this.#selected.length;
  }

  get title(): string {
    const [first] = this.objects;
    return this.objects.length === 1 && first
      ? localize`Clean Up “${first.label}”`
      : localize`Clean Up ${this.objects.length} Objects`;
  }

  switch(): void {
    this.#all = !this.#all;
  }

  /** @throws UserError `bad-input` for millimetres of an image without a scale */
  operation(operation: Exclude<CleanUpItem['operation'], 'removeOverlaps'>, amount: Amount | undefined): CleanUp {
    if (operation === 'fillHoles' || operation === 'keepLargest') return { kind: operation };
    if (amount === undefined) throw new RangeError(`${operation} needs an amount.`);
    const least = pixelsOf(amount, this.spacing);
    const size = sizeIn(amount.unit, this.spacing);
    if (least === undefined || size === undefined) {
      throw new UserError('bad-input', {
        problem: t`The image does not specify the size of its pixels.`,
        advice: t`Enter pixels instead of millimetres.`,
      });
    }
    return operation === 'removeIslands'
      ? { kind: operation, least }
      : { kind: operation, distance: amount.value, size };
  }

  /**
   * Shows what would come of an operation.
   * @returns the change in words; undefined if something else was requested in the meantime
   */
  async preview(item: CleanUpItem, amount: Amount | undefined): Promise<string | undefined> {
    const { objects } = this;
    const masks = await this.#answer(objects, item, amount);
    if (masks === undefined) return undefined;
    this.document.shown.showPreview(byObject(objects, masks));
    const emptied = masks.filter(({ counts }) => counts.length < 2).length;
    const change = describeAreas(sum(objects.map(({ mask }) => areaOf(mask))), sum(masks.map(areaOf)));
    if (emptied === 0) return change;
    return emptied === 1
      ? localize`${change}; leaves nothing of one object`
      : localize`${change}; leaves nothing of ${emptied} objects`;
  }

  endPreview(): void {
    this.#answers.drop();
    this.document.shown.showPreview(new Map());
  }

  /** @throws UserError `bad-input` when an object would be left without a mask */
  async apply(item: CleanUpItem, amount: Amount | undefined): Promise<void> {
    const { objects } = this;
    const masks = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: localize`SAM-UNet: Cleaning up masks` },
      async () => (await this.#answer(objects, item, amount)) ?? this.#cleaned(objects, item, amount),
    );
    const emptied = objects.find((_, i) => masks[i]!.counts.length < 2);
    if (emptied !== undefined) {
      throw new UserError('bad-input', {
        problem: t`This would leave nothing of “${emptied.label}”, so no mask was changed.`,
        advice: t`Choose a smaller number, or delete the object.`,
      });
    }
    const verb = item.label.replace('…', '');
    const [first] = objects;
    const whose = objects.length === 1 && first ? first.label : counted(objects.length, 'object');
    const edit = reshapeObjects(this.document.state, byObject(objects, masks), t`${verb}: ${whose}`, signature());
    this.endPreview();
    if (edit.changes.length > 0) this.document.edit(edit);
    else void vscode.window.setStatusBarMessage(localize`SAM-UNet: ${verb} has no effect here`, 5000);
  }

  /** The masks after an operation; undefined if something else was requested meanwhile. @throws UserError as {@link operation} */
  #answer(
    objects: readonly SidecarObject[],
    item: CleanUpItem,
    amount: Amount | undefined,
  ): Promise<readonly RunLengthMask[] | undefined> {
    const all = this.document.state.objects;
    if (all !== this.#seen) [this.#seen, this.#changes] = [all, this.#changes + 1];
    const question = JSON.stringify([this.#changes, this.#all, item.operation, amount]);
    return this.#answers.ask(question, () => this.#cleaned(objects, item, amount));
  }

  /** @throws UserError as {@link operation} */
  async #cleaned(
    objects: readonly SidecarObject[],
    { operation }: CleanUpItem,
    amount: Amount | undefined,
  ): Promise<readonly RunLengthMask[]> {
    if (operation === 'removeOverlaps') return withoutOverlaps(objects, this.document.state.objects);
    const masks = objects.map(({ mask }) => mask);
    return this.#store.cleanUp(masks, this.operation(operation, amount));
  }
}

function byObject(objects: readonly SidecarObject[], masks: readonly RunLengthMask[]): Map<string, RunLengthMask> {
  return new Map(objects.map(({ id }, i) => [id, masks[i]!]));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
