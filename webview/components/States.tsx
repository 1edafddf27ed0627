import { localize } from '../l10n/localize';
import type { Page } from '../store/page';
import type { Problem } from '../store/problem';
import type { Session } from '../store/session';

export function Loading() {
  return (
    <div class="state delayed" role="status">
      <h1>{localize`Opening the image…`}</h1>
    </div>
  );
}

/** The image cannot be opened: why, and what can be done. */
export function Failed({ problem, session }: { problem: Problem; session: Session }) {
  return (
    <div class="state" role="alert">
      <h1>{localize`The image cannot be shown`}</h1>
      <p>{problem.problem}</p>
      {problem.advice !== '' && <p>{problem.advice}</p>}
      <div class="actions">
        <button type="button" onClick={() => void session.open()}>
          {localize`Try Again`}
        </button>
        <button type="button" class="secondary" onClick={() => void session.openAsText()}>
          {localize`Open as Text`}
        </button>
      </div>
    </div>
  );
}

/** One slice of an open volume cannot be read; the others can be shown. */
export function SliceFailed({ page }: { page: Page }) {
  const problem = page.sliceProblem.value;
  if (problem === undefined) return null;
  return (
    <div class="state over" role="alert">
      <h2>{localize`Slice ${page.sliceIndex.value + 1} cannot be shown`}</h2>
      <p>{problem.problem}</p>
      {problem.advice !== '' && <p>{problem.advice}</p>}
    </div>
  );
}
