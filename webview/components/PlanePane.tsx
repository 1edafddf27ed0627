import { effect } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { planeName } from '../../src/core/view/plane';
import { localize, localized } from '../l10n/localize';
import { PlaneScene } from '../render/planeScene';
import type { Page } from '../store/page';
import type { PlaneView } from '../store/planeView';
import type { Session } from '../store/session';
import { cursorOf } from '../tools/cursor';
import { attachPlanePointer } from '../tools/planePointer';
import { planeContext } from '../tools/pressContext';
import { PlaneBrushCursor } from './BrushCursor';
import { keepDrawn } from './keepDrawn';

/** One of the two planes across the slices. */
export function PlanePane({ page, session, view }: { page: Page; session: Session; view: PlaneView }) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const target = frame.current;
    const context = canvas.current?.getContext('2d');
    return target && context ? run(page, session, view, { target, context }) : undefined;
  }, [page, session, view]);
  const info = page.info.value;
  if (info === undefined) return null;
  const count = view.normal === 0 ? info.width : info.height;
  const place = `${localized(planeName(info.geometry, view.normal))} ${view.index.value + 1} / ${count}`;
  const problem = view.problem.value;
  return (
    <section class="pane">
      <div
        ref={frame}
        class="viewport plane"
        role="img"
        aria-label={place}
        data-keys={page.crosshairKeys.value && page.activePlane.value === view}
      >
        <canvas ref={canvas} aria-hidden="true" />
      </div>
      <PlaneBrushCursor page={page} surface={session.surfaces.planes[view.normal]} view={view} />
      <div class="row top">
        <span class="text">{place}</span>
      </div>
      {problem !== undefined && (
        <div class="state over" role="alert">
          <p>{`${problem.problem} ${problem.advice}`.trim()}</p>
        </div>
      )}
      {problem === undefined && !view.isThere.value && (
        <div class="state over delayed" role="status">
          <p>{localize`Reading slices…`}</p>
        </div>
      )}
    </section>
  );
}

/** @returns what ends it */
function run(
  page: Page,
  session: Session,
  view: PlaneView,
  { target, context }: { readonly target: HTMLElement; readonly context: CanvasRenderingContext2D },
): () => void {
  attachPlanePointer(target, page, session, view);
  const scene = new PlaneScene(page, view, context);
  const stopDrawing = keepDrawn({ page, viewport: view.viewport }, target, context.canvas, () => {
    scene.draw();
  });
  const stopCursor = effect(() => {
    const place = view.pointer.value;
    const hover = place && planeContext(page, view, place);
    const [panKey, transform] = [page.panKey.value, view.transform.value];
    target.style.cursor = cursorOf(page.gesture.value, hover, { panKey, transform });
  });
  return () => {
    stopDrawing();
    stopCursor();
    scene.dispose();
  };
}
