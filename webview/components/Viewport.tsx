import { effect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Scene } from '../render/scene';
import type { Page } from '../store/page';
import type { Session } from '../store/session';
import { cursorOf } from '../tools/cursor';
import { PointerTool } from '../tools/pointer';
import { attachWheel } from '../tools/wheel';

/** The image with its masks and prompts, and the mouse on it. */
export function Viewport({ page, session }: { page: Page; session: Session }) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const target = frame.current;
    const context = canvas.current?.getContext('2d');
    return target && context ? run(page, session, target, context) : undefined;
  }, [page, session]);
  return (
    <div ref={frame} class="viewport" tabIndex={0} role="application" aria-label={labelOf(page)}>
      <canvas ref={canvas} aria-hidden="true" />
    </div>
  );
}

function labelOf({ phase, document }: Page): string {
  if (phase.value.kind !== 'open') return '';
  const count = document.value.objects.length;
  return `${phase.value.name}, ${count === 1 ? '1 object' : `${count} objects`}`;
}

/** @returns what ends it */
function run(page: Page, session: Session, target: HTMLElement, context: CanvasRenderingContext2D): () => void {
  const pointer = new PointerTool(page, session);
  pointer.attach(target);
  attachWheel(target, page);
  target.focus({ preventScroll: true, focusVisible: false });

  const { canvas } = context;
  const measure = (): void => {
    page.pixelRatio.value = window.devicePixelRatio;
    page.viewport.value = { ...page.viewport.value, width: target.clientWidth, height: target.clientHeight };
  };
  const resized = new ResizeObserver(measure);
  resized.observe(target);
  measure();

  const scene = new Scene(page, context);
  let frame = 0;
  const stopSizing = effect(() => {
    const { width, height } = page.viewport.value;
    canvas.width = Math.round(width * page.pixelRatio.value);
    canvas.height = Math.round(height * page.pixelRatio.value);
  });
  const stopDrawing = effect(() => {
    subscribe(page);
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => {
      scene.draw();
    });
  });
  const stopCursor = effect(() => {
    const place = page.pointer.value;
    const hover = place && pointer.contextAt(place);
    const [flipX, flipY] = page.flip.value;
    target.style.cursor = cursorOf(page.gesture.value, hover, {
      panKey: page.panKey.value,
      mirrored: flipX !== flipY,
    });
  });
  return () => {
    resized.disconnect();
    stopSizing();
    stopDrawing();
    stopCursor();
    cancelAnimationFrame(frame);
  };
}

/** Reads every signal that a drawing depends on, so that the effect around it runs when one of them changes. */
function subscribe(page: Page): readonly unknown[] {
  const { transform, pixelRatio, shown, window, objects, selected, drafts, document, fill, peeking, theme } = page;
  const read = [transform, pixelRatio, shown, window, objects, selected, drafts, document, fill, peeking, theme];
  return read.map((signal) => signal.value);
}
