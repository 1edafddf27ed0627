import * as path from 'node:path';
import * as v from 'valibot';
import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import type { Slice } from '../../core/image/medicalImage';
import { defaultWindow } from '../../core/image/window';
import {
  boxSchema,
  lookSchema,
  pageActionSchema,
  planeIndexSchema,
  promptRequestSchema,
  selectionSchema,
  sliceIndexSchema,
  viewStateSchema,
  type HostApi,
  type SliceIndex,
  type ViewSlice,
  type ViewState,
} from '../../core/protocol/hostApi';
import { connect, serve, type RemotePeer } from '../../core/protocol/rpc';
import type { Prompt } from '../../core/prompt/prompt';
import type { ViewApi, ViewCommand } from '../../core/protocol/viewApi';
import type { ImageDocument } from './imageDocument';
import { PlaneReader } from './planeReader';
import { webviewPort } from '../webviewPort';
import { pageHtml } from './pageHtml';

/** One webview that shows a document. */
export class ImagePage implements vscode.Disposable {
  readonly document: ImageDocument;
  readonly #planes: PlaneReader;
  readonly #peer: RemotePeer<ViewApi>;
  readonly #subscriptions: vscode.Disposable;
  readonly #viewChanged = new vscode.EventEmitter<ViewState>();
  /** The slice that a new page asks for first, read while the webview loads. */
  #first: Promise<Slice> | undefined;
  #view: ViewState | undefined;

  readonly onDidChangeView = this.#viewChanged.event;

  /** @param asked when VS Code asked for the page, by `Date.now()` */
  constructor(document: ImageDocument, panel: vscode.WebviewPanel, dist: vscode.Uri, asked: number) {
    this.document = document;
    this.#first = document.open().then(({ image }) => image.readSlice(0));
    // A failure is told when the page asks.
    this.#first.catch(() => undefined);
    const { webview } = panel;
    this.#planes = new PlaneReader(async () => (await document.open()).planes);
    const port = webviewPort(webview);
    this.#peer = connect<ViewApi>(port);
    this.#subscriptions = vscode.Disposable.from(
      this.#peer,
      this.#viewChanged,
      panel.onDidChangeViewState(() => {
        // A hidden page is gone, and loads anew when it is shown again.
        if (!panel.visible) this.#view = undefined;
      }),
      serve<HostApi>(port, this.#handlers()),
      document.onDidChange(() => {
        // A page that is just being closed does not answer.
        void this.#peer.api.showDocument(document.view()).catch(() => undefined);
      }),
    );
    webview.options = { enableScripts: true, localResourceRoots: [dist] };
    webview.html = pageHtml(webview, dist, asked);
  }

  /** What the page shows; undefined until a slice is on the screen. */
  get view(): ViewState | undefined {
    return this.#view;
  }

  async perform(command: ViewCommand): Promise<void> {
    await this.#peer.api.perform(command);
  }

  dispose(): void {
    this.#planes.drop();
    this.#subscriptions.dispose();
  }

  async #readSlice({ slice: index, volume }: SliceIndex): Promise<ViewSlice> {
    const { image } = await this.document.open();
    const first = this.#first;
    this.#first = undefined;
    const isFirst = first !== undefined && index === 0 && volume === 0;
    const slice = await (isFirst ? first : image.readSlice(index, volume));
    return { ...slice, window: defaultWindow(slice) };
  }

  #handlers(): HostApi {
    const { document } = this;
    return {
      open: async (at) => {
        const { image } = await document.open();
        // What is wrong with a slice is told when the page asks for it alone.
        const slice = await this.#readSlice(v.parse(sliceIndexSchema, at)).catch(() => undefined);
        return {
          name: path.basename(document.uri.fsPath),
          info: image.info,
          document: document.view(),
          ...(slice === undefined ? {} : { slice }),
        };
      },
      readSlice: (at) => this.#readSlice(v.parse(sliceIndexSchema, at)),
      readPlane: (plane) => this.#planes.read(v.parse(planeIndexSchema, plane)),
      dropPlanes: () => {
        this.#planes.drop();
        return Promise.resolve();
      },
      encode: (look) => document.encode(v.parse(lookSchema, look)),
      modelInput: (look, box) => document.modelInput(v.parse(lookSchema, look), v.parse(v.nullable(boxSchema), box)),
      preview: (request) => {
        const { prompt, objectId, ...look } = v.parse(promptRequestSchema, request);
        return document.preview(look, promptFrom(prompt), objectId);
      },
      commit: async (request) => {
        const { prompt, objectId, ...look } = v.parse(promptRequestSchema, request);
        await document.commit(look, promptFrom(prompt), objectId);
      },
      select: (id) => {
        document.select(v.parse(selectionSchema, id));
        return Promise.resolve();
      },
      viewChanged: (state) => {
        this.#view = v.parse(viewStateSchema, state);
        this.#viewChanged.fire(this.#view);
        return Promise.resolve();
      },
      act: async (action) => {
        switch (v.parse(pageActionSchema, action)) {
          case 'showStatus':
            await vscode.commands.executeCommand('samUnet.showStatus');
            return;
          case 'openAsText':
            await vscode.commands.executeCommand('vscode.openWith', document.uri, 'default');
        }
      },
    };
  }
}

/** A prompt without the properties that are absent. The page's never choose a candidate: what has changed is ranked anew. */
function promptFrom({ box, points }: v.InferOutput<typeof promptRequestSchema>['prompt']): Prompt {
  if (box === undefined && points.length === 0) {
    throw new UserError('bad-prompt', { problem: 'The prompt has neither a box nor a point.' });
  }
  return { points, ...(box === undefined ? {} : { box }) };
}
