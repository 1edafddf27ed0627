import { caseAttribute } from '../src/core/evaluation/report/html/links';
import type { ReportHostApi } from '../src/core/protocol/reportApi';
import { connect } from '../src/core/protocol/rpc';
import { hostPort } from './vscodeApi';

// The page of a report: what stands for a case opens it, by mouse or by Enter. The host reports errors.
const { api } = connect<ReportHostApi>(hostPort);

function open({ target }: Event): void {
  const marked = target instanceof Element ? target.closest(`[${caseAttribute}]`) : null;
  if (marked !== null) void api.openCase(Number(marked.getAttribute(caseAttribute))).catch(() => undefined);
}

document.addEventListener('click', open);
document.addEventListener('keydown', (event) => {
  if (event.key === 'Enter') open(event);
});
