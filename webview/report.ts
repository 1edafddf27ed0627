import { placeAttribute } from '../src/core/evaluation/report/html/links';
import type { ReportHostApi } from '../src/core/protocol/reportApi';
import { connect } from '../src/core/protocol/rpc';
import { neighbourDot } from './tools/dots';
import { hostPort } from './vscodeApi';

// The page of a report: dots, rows and pictures open what they stand for, by mouse or by Enter. The host reports errors.
const { api } = connect<ReportHostApi>(hostPort);

function open({ target }: Event): void {
  const marked = target instanceof Element ? target.closest(`[${placeAttribute}]`) : null;
  if (marked !== null) void api.openPlace(Number(marked.getAttribute(placeAttribute))).catch(() => undefined);
}

/** Arrow keys go from dot to dot of a plot, from left to right; Tab goes to the next plot. */
function step(event: KeyboardEvent): void {
  if (!(event.target instanceof SVGElement) || !event.target.matches('.dot')) return;
  const plot = [...(event.target.ownerSVGElement?.querySelectorAll<SVGElement>('.dot') ?? [])];
  const next = neighbourDot(plot, event.target, event.key);
  if (next === undefined) return;
  event.preventDefault();
  for (const dot of plot) dot.setAttribute('tabindex', dot === next ? '0' : '-1');
  next.focus();
}

document.addEventListener('click', open);
document.addEventListener('keydown', (event) => {
  if (event.key === 'Enter') open(event);
  else step(event);
});
