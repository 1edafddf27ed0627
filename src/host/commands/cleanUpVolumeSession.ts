import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import { NewestAnswer } from '../../core/base/newestAnswer';
import { objectsThrough, reshapeVolume } from '../../core/document/reshapeVolume';
import type { Edit } from '../../core/document/edit';
import type { ImageInfo } from '../../core/image/medicalImage';
import { voxelsOf, type Amount } from '../../core/mask/cleanUp/amount';
import type { SliceMask, VolumeCleanUp } from '../../core/mask/cleanUp/volume/operation';
import type { VoxelSize } from '../../core/mask/cleanUp/volume/smooth';
import { areaOf, type RunLengthMask } from '../../core/mask/runLength';
import type { SidecarObject } from '../../core/sidecar/sidecar';
import { counted } from '../../core/text/counted';
import { t } from '../../core/text/message';
import type { ImageDocument } from '../editor/imageDocument';
import { signature } from '../editor/signature';
import type { MaskApi } from '../../node/masks/maskApi';
import { localize } from '../l10n/localize';
import { volumeCleanUpItems, type CleanUpItem } from './cleanUpItems';
import type { CleanUpWork } from './cleanUpQuestions';
import { describeVolumes } from './pixelChange';

/** One use of the command for volumes: all masks of a label in a volume, as one object in three dimensions. */
export class CleanUpVolumeSession implements CleanUpWork {
  readonly items = volumeCleanUpItems;
  readonly canSwitch = false;
  readonly #document: ImageDocument;
  readonly #object: SidecarObject;
  readonly #info: ImageInfo;
  readonly #store: Pick<MaskApi, 'cleanUpVolume'>;
  readonly #answers = new NewestAnswer<Edit>();
  /** What the last answer is about, and how often that has changed. */
  #seen: readonly SidecarObject[] = [];
  #changes = 0;

  constructor(document: ImageDocument, object: SidecarObject, info: ImageInfo, store: Pick<MaskApi, 'cleanUpVolume'>) {
    this.#document = document;
    this.#object = object;
    this.#info = info;
    this.#store = store;
  }

  get title(): string {
    return localize`Clean Up “${this.#object.label}” in 3-D`;
  }

  switch(): void {
    throw new RangeError('There is nothing to switch to.');
  }

  async preview(item: CleanUpItem, amount: Amount | undefined): Promise<string | undefined> {
    const edit = await this.#answer(item, amount);
    if (edit === undefined) return undefined;
    this.#document.shown.showPreview(masksAfter(edit), objectsAdded(edit));
    const before = this.#objects.reduce((sum, { mask }) => sum + areaOf(mask), 0);
    const change = describeVolumes(before, before + gained(edit), this.#info.geometry?.spacing);
    return edit.changes.length === 0 ? change : localize`${change} on ${counted(slicesOf(edit), 'slice')}`;
  }

  endPreview(): void {
    this.#answers.drop();
    this.#document.shown.showPreview(new Map());
  }

  /** @throws UserError `bad-input` when nothing would be left of the object */
  async apply(item: CleanUpItem, amount: Amount | undefined): Promise<void> {
    const edit = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: localize`SAM-UNet: Cleaning up masks` },
      async () => (await this.#answer(item, amount)) ?? this.#editOf(item, amount),
    );
    this.endPreview();
    const removed = edit.changes.filter((change) => change.kind === 'object' && change.after === undefined).length;
    if (removed > 0 && removed === this.#objects.length && removed === edit.changes.length) {
      throw new UserError('bad-input', {
        problem: t`This would leave nothing of “${this.#object.label}”, so no mask was changed.`,
        advice: t`Choose a smaller number, or delete the object.`,
      });
    }
    const verb = item.label.replace('…', '');
    if (edit.changes.length > 0) this.#document.editThrough(edit);
    else void vscode.window.setStatusBarMessage(localize`SAM-UNet: ${verb} has no effect here`, 5000);
  }

  get #objects(): readonly SidecarObject[] {
    return objectsThrough(this.#document.state, this.#object);
  }

  /** As {@link #editOf}; undefined if something else was requested meanwhile. */
  #answer(item: CleanUpItem, amount: Amount | undefined): Promise<Edit | undefined> {
    const all = this.#document.state.objects;
    if (all !== this.#seen) [this.#seen, this.#changes] = [all, this.#changes + 1];
    const question = JSON.stringify([this.#changes, item.operation, amount]);
    return this.#answers.ask(question, () => this.#editOf(item, amount));
  }

  /** What an operation comes to. @throws UserError `bad-input` for millimetres of a volume without a scale */
  async #editOf(item: CleanUpItem, amount: Amount | undefined): Promise<Edit> {
    const { state } = this.#document;
    const masks: readonly SliceMask[] = this.#objects.map(({ slice, mask }) => ({ slice, mask }));
    const { width, height, slices } = this.#info;
    const cleaned = await this.#store.cleanUpVolume(masks, { width, height, slices }, this.#operation(item, amount));
    const verb = item.label.replace('…', '');
    const title = t`${verb} in 3-D: ${this.#object.label}`;
    return reshapeVolume(state, this.#object, cleaned, title, signature());
  }

  #operation({ operation }: CleanUpItem, amount: Amount | undefined): VolumeCleanUp {
    if (operation === 'fillHoles' || operation === 'keepLargest') return { kind: operation };
    if (amount === undefined) throw new RangeError(`${operation} needs an amount.`);
    const spacing = this.#info.geometry?.spacing;
    const least = voxelsOf(amount, spacing);
    const size: VoxelSize | undefined = amount.unit === 'px' ? [1, 1, 1] : spacing;
    if (least === undefined || size === undefined) {
      throw new UserError('bad-input', {
        problem: t`The image does not specify the size of its voxels.`,
        advice: t`Enter pixels instead of millimetres.`,
      });
    }
    return operation === 'removeIslands'
      ? { kind: 'removeIslands', least }
      : { kind: 'smooth', distance: amount.value, size };
  }
}

/** The masks of the objects that an edit changes or removes, by id. */
function masksAfter({ changes }: Edit): Map<string, RunLengthMask> {
  const masks = new Map<string, RunLengthMask>();
  for (const change of changes) {
    if (change.kind !== 'object' || change.before === undefined) continue;
    const { id, mask } = change.before;
    const [width, height] = mask.size;
    masks.set(id, change.after?.mask ?? { size: mask.size, counts: [width * height] });
  }
  return masks;
}

/** The objects on slices that have none before an edit. */
function objectsAdded({ changes }: Edit): readonly SidecarObject[] {
  return changes.flatMap((change) =>
    change.kind === 'object' && change.before === undefined && change.after !== undefined ? [change.after] : [],
  );
}

/** Voxels that an edit adds; below 0 where it removes more. */
function gained({ changes }: Edit): number {
  return changes.reduce((sum, change) => {
    if (change.kind !== 'object') return sum;
    return sum + (change.after ? areaOf(change.after.mask) : 0) - (change.before ? areaOf(change.before.mask) : 0);
  }, 0);
}

function slicesOf({ changes }: Edit): number {
  return new Set(changes.flatMap((change) => (change.kind === 'object' ? (change.after ?? change.before)!.slice : [])))
    .size;
}
