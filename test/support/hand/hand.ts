import type { Page } from 'playwright-core';
import type { Point, Rect, Size } from '../../../src/core/geometry/rect';
import { stepDiameter } from '../../../src/core/view/brush';
import {
  imageMargin,
  panBy,
  toImage,
  toViewport,
  viewTransform,
  wheelZoom,
  zoomAt,
  type Camera,
  type ShownImage,
  type ViewTransform,
} from '../../../src/core/view/camera';
import { secondsOf, secondsToDraw } from './effort';
import { jitter } from './jitter';
import type { Gesture } from './planGesture';

/** A notch of a wheel, in the unit of its events. */
const notch = 120;
/** CSS pixels between the extremes of where a hand that aims at a place ends. */
const shake = 3;

/** What a hand draws on. */
export interface Surroundings {
  /** Where the image is on the page, in CSS pixels. */
  readonly canvas: Rect;
  readonly image: Size;
  /** Settles when the editor shows the tool, and the size of the brush, in its corner: a key takes a while to act. */
  readonly showsTool: (text: string) => Promise<void>;
}

/**
 * The hand of a user who draws on an image with a mouse: it shakes, alike in every run, and its gestures are counted and
 * timed by a model. The image fits the editor when it begins.
 */
export class Hand {
  readonly #page: Page;
  readonly #canvas: Rect;
  readonly #image: Size;
  readonly #showsTool: Surroundings['showsTool'];
  readonly #jitter = jitter();
  #camera: Camera = 'fit';
  #tool: Gesture['tool'] | undefined;
  #diameter = 20;
  /** What it has done, such as `box`, `click` and `brush`, in turn. */
  readonly gestures: string[] = [];
  /** Of an estimate, without thinking and waiting. */
  seconds = 0;

  constructor(page: Page, { canvas, image, showsTool }: Surroundings) {
    this.#page = page;
    this.#canvas = canvas;
    this.#image = image;
    this.#showsTool = showsTool;
  }

  /** CSS pixels for a pixel of the image. */
  get scale(): number {
    return this.#transform.scaleX;
  }

  /** Where it can draw, in pixels of the image; the rim of the editor is left out. */
  get visible(): Rect {
    const { width, height } = this.#viewport;
    const a = toImage(this.#transform, { x: shake, y: shake });
    const b = toImage(this.#transform, { x: width - shake, y: height - shake });
    return { x0: a.x, y0: a.y, x1: b.x, y1: b.y };
  }

  /** Moves the middle of a part of the image to the middle of the editor, and enlarges it with the wheel until it fills it. */
  async zoomTo({ x0, y0, x1, y1 }: Rect): Promise<void> {
    const viewport = this.#viewport;
    const center = { x: Math.round(viewport.width / 2), y: Math.round(viewport.height / 2) };
    const shown = toViewport(this.#transform, { x: (x0 + x1) / 2, y: (y0 + y1) / 2 });
    const move = { x: Math.round(center.x - shown.x), y: Math.round(center.y - shown.y) };
    const { mouse, keyboard } = this.#page;
    await mouse.move(this.#canvas.x0 + center.x - move.x, this.#canvas.y0 + center.y - move.y);
    await mouse.down({ button: 'middle' });
    await mouse.move(this.#canvas.x0 + center.x, this.#canvas.y0 + center.y);
    await mouse.up({ button: 'middle' });
    this.#camera = panBy(this.#camera, move, viewport, this.#shown);
    const room = Math.min(viewport.width / (x1 - x0), viewport.height / (y1 - y0)) * 0.75;
    await keyboard.down('Control');
    for (const factor = wheelZoom(-notch); this.scale * factor < room;) {
      await mouse.wheel(0, -notch);
      this.#camera = zoomAt(this.#camera, center, factor, viewport, this.#shown);
    }
    await keyboard.up('Control');
  }

  async box({ x0, y0, x1, y1 }: Rect): Promise<void> {
    await this.#drag([
      { x: x0, y: y0 },
      { x: (x0 + x1) / 2, y: (y0 + y1) / 2 },
      { x: x1, y: y1 },
    ]);
    this.#count('box', secondsToDraw([this.#place({ x: x0, y: y0 }), this.#place({ x: x1, y: y1 })]));
  }

  async click(at: Point, { withAlt }: { readonly withAlt: boolean }): Promise<void> {
    const { mouse } = this.#page;
    await this.#holding(withAlt, async () => {
      const { x, y } = this.#place(at);
      await mouse.move(x, y, { steps: 3 });
      await mouse.down();
      await mouse.up();
    });
    this.#count(
      withAlt ? 'negative click' : 'click',
      secondsOf.point + secondsOf.button + (withAlt ? secondsOf.key : 0),
    );
  }

  /** Clicks a mask, with the tool for boxes. */
  async select(at: Point): Promise<void> {
    await this.#page.keyboard.press('b');
    this.#tool = undefined;
    await this.#showsTool('Box');
    this.seconds += secondsOf.key;
    await this.click(at, { withAlt: false });
    this.gestures[this.gestures.length - 1] = 'select';
  }

  /** Draws with a tool, which it takes first. */
  async draw(gesture: Gesture): Promise<void> {
    await this.#take(gesture);
    await this.#holding(gesture.erases, () => this.#drag(gesture.path));
    const name = gesture.tool === 'brush' && gesture.erases ? 'eraser' : gesture.tool;
    this.#count(name, secondsToDraw(gesture.path.map((at) => this.#place(at))) + (gesture.erases ? secondsOf.key : 0));
  }

  /** @param name of the gesture, with the keys that it takes */
  async press(key: string, name: string, times = 1): Promise<void> {
    for (let i = 0; i < times; i++) await this.#page.keyboard.press(key);
    this.#count(name, times * secondsOf.key);
  }

  async #take({ tool, diameter }: Gesture): Promise<void> {
    const { keyboard } = this.#page;
    const keys: string[] = [];
    if (tool !== this.#tool) keys.push(tool === 'brush' ? 'd' : 'g');
    this.#tool = tool;
    while (tool === 'brush' && this.#diameter !== diameter) {
      const direction = Math.sign(diameter - this.#diameter);
      this.#diameter = stepDiameter(this.#diameter, direction);
      keys.push(direction > 0 ? ']' : '[');
    }
    for (const key of keys) await keyboard.press(key);
    await this.#showsTool(tool === 'brush' ? `Brush ${diameter} px` : 'Lasso');
    this.seconds += keys.length * secondsOf.key;
  }

  async #drag(path: readonly Point[]): Promise<void> {
    const { mouse } = this.#page;
    const [first, ...rest] = path.map((at) => this.#place(at));
    if (first === undefined) return;
    await mouse.move(first.x, first.y);
    await mouse.down();
    for (const { x, y } of rest) await mouse.move(x, y);
    await mouse.up();
  }

  async #holding(alt: boolean, work: () => Promise<void>): Promise<void> {
    if (alt) await this.#page.keyboard.down('Alt');
    await work();
    if (alt) await this.#page.keyboard.up('Alt');
  }

  #count(name: string, seconds: number): void {
    this.gestures.push(name);
    this.seconds += seconds;
  }

  get #viewport() {
    const { x0, y0, x1, y1 } = this.#canvas;
    return { width: x1 - x0, height: y1 - y0, margin: imageMargin };
  }

  get #shown(): ShownImage {
    return { ...this.#image, aspect: [1, 1] };
  }

  get #transform(): ViewTransform {
    return viewTransform(this.#camera, this.#viewport, this.#shown);
  }

  /** Where on the page the hand lands that aims at a place in the image. */
  #place(at: Point): Point {
    const { x, y } = toViewport(this.#transform, at);
    const off = (): number => this.#jitter.next().value * shake;
    return { x: this.#canvas.x0 + x + off(), y: this.#canvas.y0 + y + off() };
  }
}
