import { localize } from '../l10n/localize';
import type { Page } from '../store/page';
import type { Session } from '../store/session';
import { Announcer, Facts } from './Announcer';
import { BrushCursor } from './BrushCursor';
import { Corners } from './Corners';
import { ReviewBar } from './Hint';
import { Keys } from './Keys';
import { Message } from './Message';
import { PlanePane } from './PlanePane';
import { Failed, Loading, SliceFailed } from './States';
import { Viewport } from './Viewport';

export function App({ page, session }: { page: Page; session: Session }) {
  return (
    <>
      <main tabIndex={-1}>
        <Phase page={page} session={session} />
      </main>
      <Announcer page={page} />
    </>
  );
}

function Phase({ page, session }: { page: Page; session: Session }) {
  const phase = page.phase.value;
  if (phase.kind === 'loading') return <Loading />;
  if (phase.kind === 'failed') return <Failed problem={phase.problem} session={session} />;
  const waiting = page.encoding.value || page.pending.value.length > 0;
  const planes = page.planes.value && page.hasPlanes.value;
  return (
    <>
      <h1 class="visually-hidden">{phase.name}</h1>
      <div
        class={waiting ? 'progress running' : 'progress'}
        role="progressbar"
        aria-hidden={!waiting}
        aria-label={localize`The model is encoding the image`}
      />
      <div class={planes ? 'panes planes' : 'panes'}>
        <section class="pane">
          <Viewport page={page} session={session} />
          <BrushCursor page={page} surface={session.surfaces.slices} />
          <Corners page={page} />
          <SliceFailed page={page} />
        </section>
        {planes &&
          page.planeViews.map((view) => <PlanePane key={view.normal} page={page} session={session} view={view} />)}
      </div>
      <ReviewBar page={page} />
      <Keys page={page} session={session} />
      <Message page={page} session={session} />
      <Facts page={page} />
    </>
  );
}
