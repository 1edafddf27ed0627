import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { findObject } from '../../core/document/state';
import { volumesOf } from '../../core/image/medicalImage';
import { isPlane, isSamePlace, volumeOf } from '../../core/image/slicePlace';
import { defaultWindow } from '../../core/image/applyWindow';
import {
  pageActionSchema,
  planeIndexSchema,
  sliceIndexSchema,
  tileSchema,
  unfinishedAreaSchema,
  viewStateSchema,
  type HostApi,
  type KeptArea,
  type OpenedView,
  type SliceIndex,
  type ViewSlice,
  type ViewState,
} from '../../core/protocol/hostApi';
import { changeOf, sentObjects } from '../../core/protocol/objectChange';
import { connect, serve, type RemotePeer } from '../../core/protocol/rpc';
import type { ViewApi, ViewCommand } from '../../core/protocol/viewApi';
import type { ViewObject } from '../../core/protocol/viewDocument';
import type { OpeningPlace } from '../../node/image/openingPlace';
import { readOverview, readTile } from '../../node/image/readPart';
import { readSliceMemory } from '../config';
import { drawingHandlers } from './drawingHandlers';
import { findOpening } from './findOpening';
import type { ImageDocument } from './imageDocument';
import { PlaneReader } from './planeReader';
import { webviewPort } from '../webviewPort';
import { PageFocus } from './pageFocus';
import { pageHtml, type PageParts } from './pageHtml';
import type { SeenSlices } from './seenSlices';

/** Milliseconds that a slice waits for the default window of its volume. */
const windowMs = 150;

/** What a page is made with. */
export interface PageOptions {
  readonly parts: PageParts;
  /** When VS Code asked for the page, by `Date.now()`. */
  readonly asked: number;
  readonly seen: SeenSlices;
  /** Called when the image has got or lost the focus; resolves when VS Code knows. */
  readonly focusChanged: (page: ImagePage) => Promise<void>;
}

/** One webview that shows a document. */
export class ImagePage implements vscode.Disposable {
  readonly document: ImageDocument;
  readonly focus: PageFocus;
  readonly #planes: PlaneReader;
  readonly #peer: RemotePeer<ViewApi>;
  readonly #subscriptions: vscode.Disposable;
  readonly #reopened: vscode.Disposable;
  readonly #viewChanged = new vscode.EventEmitter<ViewState>();
  readonly #seen: SeenSlices;
  /** The slice that is shown, or was when the page was hidden; undefined until one is found to open the image at. */
  #place: SliceIndex | undefined;
  /** Ends when a page that is being loaded has been sent its image. */
  #sending: Promise<void>;
  /** The slice that was sent so, until the page asks. */
  #sent: SliceIndex | undefined;
  /** Objects that the page has been sent. */
  #objects: readonly ViewObject[] = [];
  #isVisible: boolean;
  #view: ViewState | undefined;
  /** Whether the page may still go to another slice than it opened at, as nothing was asked of it. */
  #isLeftAlone = true;

  readonly onDidChangeView = this.#viewChanged.event;

  constructor(document: ImageDocument, panel: vscode.WebviewPanel, { parts, asked, seen, focusChanged }: PageOptions) {
    this.document = document;
    this.focus = new PageFocus(panel, () => focusChanged(this));
    this.#seen = seen;
    this.#isVisible = panel.visible;
    const { webview } = panel;
    this.#planes = new PlaneReader(async () => (await document.open()).planes);
    const port = webviewPort(webview);
    this.#peer = connect<ViewApi>(port);
    this.#subscriptions = vscode.Disposable.from(
      this.#peer,
      this.#viewChanged,
      panel.onDidChangeViewState(() => {
        if (panel.visible === this.#isVisible) return;
        this.#isVisible = panel.visible;
        // A hidden page is discarded, and loads again when it is shown.
        if (panel.visible) this.#sending = this.#send();
        else this.#hidden();
      }),
      serve<HostApi>(port, this.#handlers()),
      document.onDidChange(() => {
        // A page that is just being closed does not answer.
        const view = document.shown.view();
        void this.#peer.api.showDocument(changeOf(this.#objects, view)).catch(() => undefined);
        this.#objects = view.objects;
      }),
      document.onDidAnnounce((happened) => {
        if (happened.length > 0) void this.#peer.api.announce(happened).catch(() => undefined);
      }),
    );
    webview.options = { enableScripts: true, localResourceRoots: [] };
    webview.html = pageHtml(parts, asked);
    this.#sending = this.#send();
    this.#reopened = document.onDidReopen(() => {
      this.#planes.drop();
      this.#place = undefined;
      this.#hidden();
      webview.html = pageHtml(parts, Date.now());
      if (panel.visible) this.#sending = this.#send();
    });
  }

  /** What the page shows; undefined until a slice is on the screen. */
  get view(): ViewState | undefined {
    return this.#view;
  }

  async perform(command: ViewCommand): Promise<void> {
    this.#isLeftAlone = false;
    await this.#peer.api.perform(command);
  }

  dispose(): void {
    this.#planes.drop();
    this.#reopened.dispose();
    this.document.drawnArea.leave(this);
    this.#subscriptions.dispose();
  }

  /** Remembers the slice of a volume, which opens there the next time. */
  #see(place: SliceIndex): void {
    const { uri, opened } = this.document;
    if (opened === undefined || opened.image.info.slices * volumesOf(opened.image.info) === 1) return;
    this.#seen.see(uri, place);
  }

  #hidden(): void {
    this.#view = undefined;
    void this.focus.set(false);
  }

  /** Sends the image with the slice to show, which VS Code holds back until the page listens. A failure is reported when the page asks. */
  async #send(): Promise<void> {
    try {
      const opened = await this.#opened(this.#place ?? null);
      // A page that is closed before it was loaded does not answer.
      void this.#peer.api.showImage(opened).catch(() => undefined);
      this.#sent = opened.first?.at;
    } catch {
      this.#sent = undefined;
    }
  }

  /** @param wanted a slice that comes along; null for the one that the image opens at; undefined for none */
  async #opened(wanted?: SliceIndex | null): Promise<OpenedView> {
    const { document } = this;
    const { image } = await document.open();
    const isThere = (id: string): boolean => findObject(document.state, id) !== undefined;
    const unfinished = await document.drawnArea.show(this, isThere);
    const opening: Partial<OpeningPlace> =
      wanted === null ? await this.#openingPlace(unfinished) : wanted === undefined ? {} : { at: wanted };
    const { at, later } = opening;
    // A volume that was searched for as long has given its window time already.
    const patience = later === undefined ? windowMs : 0;
    // A broken slice is reported when the page asks for it alone.
    const slice = at === undefined ? undefined : await this.#readSlice(at, patience).catch(() => undefined);
    const view = document.shown.view();
    this.#objects = view.objects;
    return {
      name: path.basename(document.uri.fsPath),
      info: image.info,
      document: { ...view, objects: sentObjects(view.objects) },
      memory: readSliceMemory(),
      ...(at === undefined || slice === undefined ? {} : { first: { at, slice } }),
      ...(unfinished === undefined ? {} : { unfinished }),
    };
  }

  /** Where the image opens. A page that shows a large volume before that is known goes there later, if it was left alone. */
  async #openingPlace(unfinished: KeptArea | undefined): Promise<OpeningPlace> {
    if (this.#place !== undefined) return { at: this.#place };
    const drawn = unfinished?.area.place;
    if (drawn !== undefined && !isPlane(drawn)) return { at: { slice: drawn.slice, volume: volumeOf(drawn) } };
    const opening = await findOpening(this.document, this.#seen);
    this.#place = opening.at;
    void opening.later?.then((found) => {
      if (found === undefined || !this.#isLeftAlone || this.document.isDirty) return;
      void this.#peer.api.perform({ kind: 'settleAt', ...found }).catch(() => undefined);
    });
    return opening;
  }

  /** @param patience milliseconds that the slice waits for the default window of its volume */
  async #readSlice({ slice: index, volume }: SliceIndex, patience = windowMs): Promise<ViewSlice> {
    const { image, windows } = await this.document.open();
    const decoding =
      image.readRegion === undefined ? image.readSlice(index, volume) : readOverview(image, { slice: index, volume });
    const reading = windows.of(volume);
    const slice = await decoding;
    const isKnown = await Promise.race([reading.then(() => true), wait(patience).then(() => false)]);
    if (isKnown) return { ...slice, window: await windows.ofSlice(slice, volume) };
    // Of a large compressed file the last slices are long in coming.
    void reading.then((window) => {
      if (window !== undefined) void this.#peer.api.showWindow(volume, window).catch(() => undefined);
    });
    return { ...slice, window: defaultWindow(slice) };
  }

  #handlers(): HostApi {
    const { document } = this;
    return {
      open: async (at) => {
        const wanted = v.parse(v.nullable(sliceIndexSchema), at);
        await this.#sending;
        const sent = this.#sent;
        this.#sent = undefined;
        const isSent = sent !== undefined && (wanted === null || isSamePlace(sent, wanted));
        return this.#opened(isSent ? undefined : wanted);
      },
      readSlice: (at) => this.#readSlice(v.parse(sliceIndexSchema, at)),
      readTile: async (tile) => {
        const place = v.parse(tileSchema, tile);
        return readTile((await document.open()).image, place);
      },
      readPlane: (plane) => this.#planes.read(v.parse(planeIndexSchema, plane)),
      dropPlanes: () => {
        this.#planes.drop();
        return Promise.resolve();
      },
      ...drawingHandlers(document),
      keepArea: (area) => {
        document.drawnArea.keep(this, v.parse(v.nullable(unfinishedAreaSchema), area));
        return Promise.resolve();
      },
      viewChanged: (state) => {
        this.#view = v.parse(viewStateSchema, state);
        this.#place = { slice: this.#view.slice, volume: this.#view.volume };
        this.#see(this.#place);
        this.#viewChanged.fire(this.#view);
        return Promise.resolve();
      },
      focusChanged: (isFocused) => this.focus.set(v.parse(v.boolean(), isFocused)),
      act: async (action) => {
        switch (v.parse(pageActionSchema, action)) {
          case 'showStatus':
            await vscode.commands.executeCommand('samUnet.showStatus');
            return;
          case 'changeKeys':
            await vscode.commands.executeCommand('samUnet.changeKeys');
            return;
          case 'openAsText':
            await vscode.commands.executeCommand('vscode.openWith', document.uri, 'default');
        }
      },
    };
  }
}
