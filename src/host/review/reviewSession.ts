import path from 'node:path';
import * as vscode from 'vscode';
import { errorText, messageOf } from '../../core/base/error';
import { invertEdit, type Edit } from '../../core/document/edit';
import { judgeObjects } from '../../core/document/edits';
import { acceptAsEmpty, hasNoObjects } from '../../core/document/emptyImage';
import { isSamePlace, volumeOf } from '../../core/image/slicePlace';
import type { Fits } from '../../core/quality/fits';
import { worstObject, type ReviewItem } from '../../core/review/reviewItem';
import { auditedImage, auditText, type AuditSample } from '../../core/review/audit';
import { effortText, progressText, ReviewQueue, type Outcome } from '../../core/review/reviewQueue';
import { whyText } from '../../core/review/whyText';
import type { SidecarObject } from '../../core/sidecar/sidecar';
import { isUnreviewed, type Verdict } from '../../core/review/verdict';
import { joined, sentences, t } from '../../core/text/message';
import { isHandTool, type Tool } from '../../core/view/tool';
import { openImage } from '../../node/image/openImage';
import { readInferenceSlice } from '../../node/inference/inferenceSlice';
import type { ImageDocument } from '../editor/imageDocument';
import type { ImageEditors } from '../editor/imageEditors';
import type { ImagePage } from '../editor/imagePage';
import { shownView, showImage } from '../editor/showImage';
import { signature } from '../editor/signature';
import { readSeriesMode } from '../config';
import { localize, localized } from '../l10n/localize';
import type { Services } from '../services';
import { tellFinished, tellStopped, type ReviewOutcome } from './tellOutcome';

/** The item on the screen; there is none while the next one opens. */
interface Shown {
  readonly uri: vscode.Uri;
  readonly since: number;
  /** Verdicts of this review, oldest first. */
  readonly edits: Edit[];
  /** Whether the image was open before the review came to it, and so stays open. */
  readonly wasOpen: boolean;
}

/** Context key of the bindings that hold only during a review. */
const contextKey = 'samUnet.reviewing';

/** A review of images with unreviewed masks: each opens in its turn, is judged, saved and closed. */
export class ReviewSession implements vscode.Disposable {
  readonly #services: Services;
  readonly #editors: ImageEditors;
  readonly #status: vscode.StatusBarItem;
  #queue: ReviewQueue | undefined;
  #folder = '';
  #fits: Fits | undefined;
  #audit: AuditSample | undefined;
  #shown: Shown | undefined;
  #editingTool: Tool | undefined;
  /** Verdicts of the items behind, for going back: as many as the queue is far. */
  readonly #behind: (readonly Edit[])[] = [];

  constructor(services: Services, editors: ImageEditors) {
    this.#services = services;
    this.#editors = editors;
    this.#status = vscode.window.createStatusBarItem('samUnet.review', vscode.StatusBarAlignment.Left, 9);
    this.#status.name = localize`SAM-UNet Review`;
    this.#status.command = 'samUnet.review';
  }

  /** What the last mask of this review was corrected with. */
  get editingTool(): Tool | undefined {
    return this.#editingTool;
  }

  get isActive(): boolean {
    return this.#queue !== undefined;
  }

  /**
   * Begins with the first of `items`.
   * @param items paths are relative to `folder`
   * @param fits estimate the quality; the shipped ones when left out
   * @param audit says how good the masks are that are left
   */
  async start(
    folder: string,
    items: readonly ReviewItem[],
    { fits, audit }: { readonly fits?: Fits; readonly audit?: AuditSample } = {},
  ): Promise<void> {
    await this.stop();
    this.#folder = folder;
    this.#fits = fits;
    this.#audit = audit;
    this.#queue = new ReviewQueue(items);
    await vscode.commands.executeCommand('setContext', contextKey, true);
    await this.#openCurrent();
  }

  /** Ends the review, and leaves a summary where something was done; what was judged is saved already. */
  async stop(): Promise<void> {
    const outcome = (this.#queue?.progress.done ?? 0) > 0 ? this.#outcome : undefined;
    await this.#close();
    if (outcome !== undefined) tellStopped(outcome);
  }

  async #close(): Promise<void> {
    if (this.#queue === undefined) return;
    this.#documentOf(this.#shown?.uri)?.shown.showReview(undefined);
    this.#queue = undefined;
    this.#shown = undefined;
    this.#behind.length = 0;
    this.#editingTool = undefined;
    this.#status.hide();
    await vscode.commands.executeCommand('setContext', contextKey, false);
  }

  /** Brings the image under review to the front again. */
  async resume(): Promise<void> {
    if (this.#shown !== undefined) await showImage(this.#editors, this.#shown.uri);
  }

  /**
   * Accepts the drafts of the image, saves, and goes to the next image under review. In an image that is not under review,
   * the selected drafts alone, if some are selected. An image without objects is accepted as empty.
   */
  async accept({ document, view }: ImagePage): Promise<void> {
    if (this.#isOpening) return;
    if (view !== undefined && (view.tool === 'point' || isHandTool(view.tool))) this.#editingTool = view.tool;
    const drafts = document.state.objects.filter(isUnreviewed).map(({ id }) => id);
    const selected = this.#isShown(document) ? [] : drafts.filter((id) => document.selection.includes(id));
    const ids = selected.length > 0 ? selected : drafts;
    if (ids.length > 0) this.#judge(document, ids, 'accepted');
    else if (hasNoObjects(document.state) && document.state.empty === undefined) {
      this.#record(document, document.edit(acceptAsEmpty(document.state, signature())));
    }
    await this.#saveAndGoOn(document);
  }

  /** Says of objects that they are right or wrong, saves, and stays at the image. */
  async judge(document: ImageDocument, objects: readonly SidecarObject[], verdict: Verdict): Promise<void> {
    if (this.#isOpening) return;
    const open = objects.filter(
      ({ status }) => status !== verdict && !(verdict === 'accepted' && status === 'corrected'),
    );
    if (open.length > 0) {
      this.#judge(
        document,
        open.map(({ id }) => id),
        verdict,
      );
    }
    await this.#save(document);
  }

  /** Rejects the selected masks, or the worst one; when none is left to judge, saves and goes to the next image. */
  async reject({ document }: ImagePage): Promise<void> {
    if (this.#isOpening) return;
    const { objects } = document.state;
    const selected = objects.filter(({ id }) => document.selection.includes(id));
    const worst = worstObject(objects, this.#fits);
    const rejected = (selected.length > 0 ? selected : worst === undefined ? [] : [worst]).filter(
      ({ status }) => status !== 'rejected',
    );
    const ids = rejected.map(({ id }) => id);
    if (ids.length > 0) this.#judge(document, ids, 'rejected');
    if (this.#selectWorst(document) === undefined) await this.#saveAndGoOn(document);
  }

  /** Leaves the image as it is and goes to the next one. */
  async skip(): Promise<void> {
    await this.#finish('skipped');
  }

  /** Goes to the previous image and undoes its verdicts. */
  async back(): Promise<void> {
    if (this.#isOpening || this.#queue?.back() === undefined) return;
    this.#shown = undefined;
    const edits = this.#behind.pop() ?? [];
    const item = this.#queue.current;
    if (item !== undefined) this.#recordAudit(item.image, []);
    const page = await this.#openCurrent();
    if (page === undefined || edits.length === 0) return;
    for (const edit of edits.toReversed()) page.document.edit(invertEdit(edit));
    await this.#save(page.document);
    this.#selectWorst(page.document);
  }

  dispose(): void {
    this.#status.dispose();
  }

  /** Whether the next image is not there yet: a key pressed meanwhile must not judge it unseen. */
  get #isOpening(): boolean {
    return this.#queue !== undefined && this.#shown === undefined;
  }

  #judge(document: ImageDocument, ids: readonly string[], verdict: Verdict): void {
    this.#record(document, document.edit(judgeObjects(document.state, ids, verdict, signature())));
  }

  #record(document: ImageDocument, edit: Edit): void {
    if (this.#isShown(document)) this.#shown?.edits.push(edit);
  }

  async #saveAndGoOn(document: ImageDocument): Promise<void> {
    // What could not be saved stays in front; VS Code has said why.
    if (await this.#save(document)) {
      if (this.#isShown(document)) await this.#finish('reviewed');
    }
  }

  /** @returns whether nothing is unsaved now */
  async #save(document: ImageDocument): Promise<boolean> {
    if (document.isDirty) await vscode.commands.executeCommand('workbench.action.files.save');
    return !document.isDirty;
  }

  async #finish(outcome: Outcome): Promise<void> {
    const shown = this.#shown;
    if (this.#queue === undefined || shown === undefined) return;
    this.#shown = undefined;
    const document = this.#documentOf(shown.uri);
    this.#behind.push(shown.edits);
    const objects = outcome === 'skipped' ? [] : (document?.state.objects ?? []);
    const item = this.#queue.current;
    if (item !== undefined) this.#recordAudit(item.image, objects);
    const count = (verdict: string): number => objects.filter(({ status }) => status === verdict).length;
    this.#queue.finish(outcome, (performance.now() - shown.since) / 1000, {
      accepted: count('accepted'),
      corrected: count('corrected'),
      rejected: count('rejected'),
    });
    document?.shown.showReview(undefined);
    await this.#openCurrent();
    if (!shown.wasOpen) await closeTab(shown.uri);
  }

  #recordAudit(image: string, objects: readonly SidecarObject[]): void {
    const { isReviewed = false, isFaulty = false } = auditedImage(image, objects) ?? {};
    this.#audit?.record(image, { isReviewed, isFaulty });
  }

  /** Shows the current item, skipping those that do not open. */
  async #openCurrent(): Promise<ImagePage | undefined> {
    for (let item = this.#queue?.current; item !== undefined && this.#queue !== undefined;) {
      const uri = vscode.Uri.file(path.join(this.#folder, item.image));
      this.#showProgress();
      try {
        return await this.#show(uri);
      } catch (error) {
        this.#services.log.warn(`Not reviewed: ${messageOf(error)}`);
        void vscode.window.showWarningMessage(localized(errorText(error)));
        this.#behind.push([]);
        item = this.#queue.finish('skipped', 0);
      }
    }
    await this.#end();
    return undefined;
  }

  async #show(uri: vscode.Uri): Promise<ImagePage> {
    const wasOpen = tabOf(uri) !== undefined;
    const page = await showImage(this.#editors, uri, { preview: true });
    await page.document.open();
    this.#shown = { uri, since: performance.now(), edits: [], wasOpen };
    const worst = this.#selectWorst(page.document);
    const view = await shownView(page);
    if (worst !== undefined && !isSamePlace(worst, view)) {
      await page.perform({ kind: 'showSlice', slice: worst.slice, volume: volumeOf(worst) });
    }
    void this.#warm(this.#queue?.next);
    return page;
  }

  /** Encodes an image before it is opened. Failures are shown when it is. */
  async #warm(item: ReviewItem | undefined): Promise<void> {
    if (item === undefined) return;
    try {
      const image = await openImage(path.join(this.#folder, item.image), { series: readSeriesMode() });
      try {
        await this.#services.client.encode((await readInferenceSlice(image, item)).image, undefined, 'ahead');
      } finally {
        image.dispose();
      }
    } catch (error) {
      this.#services.log.debug(`Not prepared: ${messageOf(error)}`);
    }
  }

  async #end(): Promise<void> {
    const outcome = this.#outcome;
    await this.#close();
    if (outcome !== undefined) tellFinished(outcome);
  }

  /** What the review has come to; undefined where there is none. */
  get #outcome(): ReviewOutcome | undefined {
    const progress = this.#queue?.progress;
    if (progress === undefined) return undefined;
    const effort = effortText(progress);
    const summary = joined([progressText(progress, true), ...(effort === undefined ? [] : [effort])], ' · ');
    return { folder: this.#folder, summary, audit: this.#audit && auditText(this.#audit.state) };
  }

  #showProgress(): void {
    if (this.#queue === undefined) return;
    this.#status.text = `$(checklist) ${localized(progressText(this.#queue.progress))}`;
    const audit = this.#audit && auditText(this.#audit.state);
    const hint = t`A review is in progress. Click to continue or stop it.`;
    this.#status.tooltip = localized(audit === undefined ? hint : sentences(audit, hint));
    this.#status.show();
  }

  /** Selects the worst mask, and says on the page why. */
  #selectWorst(document: ImageDocument): SidecarObject | undefined {
    const worst = worstObject(document.state.objects, this.#fits);
    document.select(worst?.id ?? null);
    if (this.#queue === undefined || !this.#isShown(document)) return worst;
    const { done, total } = this.#queue.progress;
    const isAudit = this.#queue.current?.isAudit === true;
    const why = worst === undefined ? [] : [whyText(worst, { fits: this.#fits, isAudit })];
    document.shown.showReview(localized(joined([t`${done + 1} of ${total}`, ...why], ' · ')));
    return worst;
  }

  #isShown(document: ImageDocument): boolean {
    return this.#shown?.uri.toString() === document.uri.toString();
  }

  #documentOf(uri: vscode.Uri | undefined): ImageDocument | undefined {
    return this.#editors.documents.find((document) => document.uri.toString() === uri?.toString());
  }
}

function tabOf(uri: vscode.Uri): vscode.Tab | undefined {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .find(({ input }) => input instanceof vscode.TabInputCustom && input.uri.toString() === uri.toString());
}

async function closeTab(uri: vscode.Uri): Promise<void> {
  const tab = tabOf(uri);
  if (tab !== undefined && !tab.isDirty) await vscode.window.tabGroups.close(tab, true);
}
