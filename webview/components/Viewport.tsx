import { effect } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { counted } from '../../src/core/text/counted';
import { localize } from '../l10n/localize';
import { Scene } from '../render/scene';
import { showSlice } from '../store/navigation';
import type { Page } from '../store/page';
import type { Session } from '../store/session';
import { cursorOf } from '../tools/cursor';
import { followFocus } from '../tools/imageFocus';
import { PointerTool } from '../tools/pointer';
import { pressContext } from '../tools/pressContext';
import { attachWheel, resizeBrush } from '../tools/wheel';
import { factsId } from './Announcer';
import { keepDrawn } from './keepDrawn';

/** The image with its masks and prompts, and the mouse on it. */
export function Viewport({ page, session }: { page: Page; session: Session }) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const target = frame.current;
    const context = canvas.current?.getContext('2d');
    return target && context ? run(page, session, target, context) : undefined;
  }, [page, session]);
  return (
    <div
      ref={frame}
      class={`viewport ${keysClass(page.keysAct.value)}`}
      tabIndex={0}
      role="application"
      aria-label={labelOf(page)}
      aria-describedby={factsId}
    >
      <canvas ref={canvas} aria-hidden="true" />
    </div>
  );
}

/** @param act see `Page.keysAct` */
function keysClass(act: boolean | undefined): string {
  if (act === undefined) return '';
  return act ? 'keys-act' : 'keys-rest';
}

function labelOf({ phase, document }: Page): string {
  if (phase.value.kind !== 'open') return '';
  const count = document.value.objects.length;
  return localize`${phase.value.name}, ${counted(count, 'object')}`;
}

/** @returns what ends it */
function run(page: Page, session: Session, target: HTMLElement, context: CanvasRenderingContext2D): () => void {
  const pointer = new PointerTool(page, session);
  pointer.attach(target);
  attachWheel(
    target,
    page,
    (steps) => {
      showSlice(page, page.sliceIndex.value + steps);
    },
    () => page.info.value?.slices === 1,
    (steps) => resizeBrush(page, steps),
  );
  const stopFollowing = followFocus(target, (isFocused) => {
    void session.focusChanged(isFocused);
  });

  const scene = new Scene(page, context);
  const stopDrawing = keepDrawn({ page, viewport: page.viewport }, target, context.canvas, () => {
    scene.draw();
  });
  const stopCursor = effect(() => {
    const place = page.pointer.value;
    const hover = place && pressContext(page, place);
    const [panKey, transform] = [page.panKey.value, page.transform.value];
    target.style.cursor = cursorOf(page.gesture.value, hover, { panKey, transform });
  });
  return () => {
    stopDrawing();
    stopCursor();
    stopFollowing();
    scene.dispose();
  };
}
