import { defaultMaskDisplay } from '../../../src/core/view/maskDisplay';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import type { ImageInfo } from '../../../src/core/image/medicalImage';
import type { HostApi, OpenedView, SliceIndex } from '../../../src/core/protocol/hostApi';
import type { ViewDocument } from '../../../src/core/protocol/viewDocument';
import { t } from '../../../src/core/text/message';
import { Page } from '../../../webview/store/page';
import { Session } from '../../../webview/store/session';
import { viewApi } from '../../../webview/tools/viewCommands';
import { hostOf, openPage as openPageOf, settle, tinySlice, type Calls } from '../../support/openPage';

const info: ImageInfo = {
  format: 'nifti',
  width: 4,
  height: 4,
  slices: 10,
  channels: 1,
  sampleType: 'int16',
  modality: '',
  unit: '',
  encoding: '',
};
const slice = tinySlice;
const { window } = slice;
const document: ViewDocument = {
  objects: [],
  selected: null,
  label: { name: 'liver', color: '#e69f00' },
  display: defaultMaskDisplay,
};
const draft = { prompt: { box: { x0: 0, y0: 0, x1: 2, y1: 2 }, points: [] }, objectId: null };

const openPage = (change: Partial<HostApi> = {}): ReturnType<typeof openPageOf> => openPageOf({ info, slice }, change);
const indices = ({ slices }: Calls): number[] => slices.map(({ slice: index }) => index);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('opening', () => {
  test('shows the first slice in its own window and has it encoded', async () => {
    const { page, calls } = await openPage();
    expect(page.shown.value).toEqual({ index: 0, volume: 0, slice });
    await settle(300);
    expect(calls.encoded).toEqual([{ slice: 0, volume: 0, window }]);
  });

  test('a failure names what is wrong and can be tried again', async () => {
    const open = vi.fn<HostApi['open']>();
    open.mockRejectedValueOnce(new UserError('damaged', { problem: t`It ends too early.`, advice: t`Copy it again.` }));
    open.mockResolvedValueOnce({ name: 'a.nii', info, document, memory: 1 });
    const { page, session } = await openPage({ open });
    expect(page.phase.value).toEqual({
      kind: 'failed',
      problem: { problem: 'It ends too early.', advice: 'Copy it again.' },
    });
    await session.open();
    expect(page.phase.value.kind).toBe('open');
  });

  test('a remembered slice beyond the end becomes the last one', async () => {
    const { host } = hostOf({ info, slice });
    const page = new Page();
    page.sliceIndex.value = 99;
    page.isPlaced.value = true;
    await new Session(page, host).open();
    expect(page.sliceIndex.value).toBe(9);
  });
});

describe('an image that is sent to a page while it is being loaded', () => {
  const opened = { name: 'a.nii', info, document, memory: 1, first: { at: { slice: 0, volume: 0 }, slice } };

  test('is shown before the answer to the question for it, which changes nothing', async () => {
    let answer: (opened: OpenedView) => void = () => undefined;
    const open = (): Promise<OpenedView> =>
      new Promise((resolve) => {
        answer = resolve;
      });
    const { host, calls } = hostOf({ info, slice }, { open });
    const page = new Page();
    const session = new Session(page, host);
    session.follow();
    const asking = session.open();
    await viewApi(page, session).showImage(opened);
    await settle();
    expect(page.shown.value).toEqual({ index: 0, volume: 0, slice });
    await viewApi(page, session).showDocument({ ...document, review: '3 of 120' });
    answer({ name: 'a.nii', info, document, memory: 1 });
    await asking;
    expect(page.document.value.review).toBe('3 of 120');
    expect(indices(calls)).not.toContain(0);
  });

  test('with another slice than the page had before is not what it shows', async () => {
    const { host, calls } = hostOf(
      { info, slice },
      { open: (at) => Promise.resolve({ ...opened, first: { at: at!, slice } }) },
    );
    const page = new Page();
    page.sliceIndex.value = 3;
    page.isPlaced.value = true;
    const session = new Session(page, host);
    session.follow();
    await viewApi(page, session).showImage(opened);
    expect(page.phase.value.kind).toBe('loading');
    await session.open();
    await settle();
    expect(page.shown.value?.index).toBe(3);
    expect(indices(calls)).not.toContain(3);
  });

  test('and does not arrive is shown when the host answers, and its slice read', async () => {
    const { page, calls } = await openPage();
    expect(page.shown.value?.index).toBe(0);
    expect(indices(calls).filter((index) => index === 0)).toHaveLength(1);
  });
});

describe('slices', () => {
  test('scrolling through a volume encodes only where it rests', async () => {
    const { view, calls, page } = await openPage();
    for (let i = 0; i < 5; i++) {
      await view.perform({ kind: 'stepSlice', step: 1 });
      await settle(50);
    }
    await settle(300);
    expect(page.shown.value?.index).toBe(5);
    expect(calls.encoded).toMatchObject([{ slice: 5 }]);
  });

  test('steps end at the first and the last slice', async () => {
    const { view, page } = await openPage();
    await view.perform({ kind: 'stepSlice', step: -10 });
    expect(page.sliceIndex.value).toBe(0);
    await view.perform({ kind: 'showSlice', slice: 1000, volume: 0 });
    expect(page.sliceIndex.value).toBe(9);
  });

  test('the one that the image opens at comes with it, and is not asked for again', async () => {
    const { page, calls } = await openPage({
      open: () =>
        Promise.resolve({ name: 'a.nii', info, document, memory: 1, first: { at: { slice: 4, volume: 0 }, slice } }),
    });
    await settle();
    expect(page.sliceIndex.value).toBe(4);
    expect(page.shown.value).toEqual({ index: 4, volume: 0, slice });
    expect(indices(calls)).not.toContain(4);
  });

  test('the one that a large volume opens at is gone to when it is known, unless one has moved or begun to draw', async () => {
    const at = { kind: 'settleAt', slice: 4, volume: 0 } as const;
    const still = await openPage();
    await still.view.perform(at);
    await settle(100);
    expect(still.page.shown.value?.index).toBe(4);

    const moved = await openPage();
    await moved.view.perform({ kind: 'stepSlice', step: 2 });
    await moved.view.perform(at);
    await settle(100);
    expect(moved.page.shown.value?.index).toBe(2);

    const drawing = await openPage();
    drawing.session.draw(draft);
    await drawing.view.perform(at);
    await settle(100);
    expect(drawing.page.shown.value?.index).toBe(0);
  });

  test('each slice is read once', async () => {
    const { view, calls } = await openPage();
    for (const step of [1, -1, 1]) {
      await view.perform({ kind: 'stepSlice', step });
      await settle();
    }
    const read = indices(calls);
    expect(read.toSorted()).toEqual([...new Set(read)].toSorted());
  });

  test('one that cannot be read says why; its neighbours are shown', async () => {
    const readSlice = ({ slice: index }: SliceIndex) =>
      index === 1 ? Promise.reject(new UserError('damaged', { problem: t`No pixels.` })) : Promise.resolve(slice);
    const { view, page } = await openPage({ readSlice });
    await view.perform({ kind: 'showSlice', slice: 1, volume: 0 });
    await settle(100);
    expect(page.sliceProblem.value).toEqual({ problem: 'No pixels.', advice: '' });
    expect(page.shown.value).toBeUndefined();
    await view.perform({ kind: 'showSlice', slice: 2, volume: 0 });
    await settle();
    expect(page.sliceProblem.value).toBeUndefined();
    expect(page.shown.value?.index).toBe(2);
  });
});

describe('prompts', () => {
  test('a drawn box shows the mask that the model gives for it', async () => {
    const { page, session } = await openPage();
    session.draw(draft);
    await settle();
    expect(page.draft.value).toMatchObject({ ...draft, place: { slice: 0 }, quality: 0.8 });
    expect(page.draft.value?.shape?.area).toBe(2);
  });

  test('a mask that comes after the end of the drag is dropped', async () => {
    const { page, session } = await openPage();
    session.draw(draft);
    session.draw(null);
    await settle();
    expect(page.draft.value).toBeNull();
  });

  test('a commit stays in view until it is answered', async () => {
    let answer: () => void = () => undefined;
    const commit = (): Promise<void> =>
      new Promise((resolve) => {
        answer = resolve;
      });
    const { page, session } = await openPage({ commit });
    void session.commit(draft, null);
    expect(page.drafts.value).toMatchObject([{ ...draft, place: { slice: 0 } }]);
    answer();
    await settle();
    expect(page.drafts.value).toEqual([]);
  });

  test('a commit says which slice and window were shown', async () => {
    const { page, session, calls } = await openPage();
    page.chosenWindow.value = { center: 1, width: 2, name: 'Bone' };
    await session.commit(draft, null);
    expect(calls.committed).toEqual([{ slice: 0, volume: 0, window: { center: 1, width: 2 }, ...draft }]);
  });

  test('one in a plane across the slices shows there alone, and is given with its plane', async () => {
    const { page, session, calls } = await openPage();
    page.planes.value = true;
    await settle();
    const [plane] = page.planeViews;
    session.draw(draft, plane.prompted.value);
    expect([page.drafts.value, plane.drafts.value]).toMatchObject([[], [{ place: { normal: 0, index: 2 } }]]);
    await session.commit(draft, null, plane.prompted.value);
    const window = plane.prompted.value?.window;
    expect(calls.committed).toEqual([{ normal: 0, index: 2, window, ...draft }]);
  });

  test('a failed commit keeps the prompt in view and makes it again when asked', async () => {
    const commit = vi.fn<HostApi['commit']>();
    commit.mockRejectedValueOnce(new UserError('inference-crashed', { problem: t`It ended.`, advice: t`Try again.` }));
    commit.mockResolvedValueOnce();
    const { page, session } = await openPage({ commit });
    await session.commit(draft, null);
    expect(page.notice.value).toMatchObject({ problem: 'It ended.', advice: 'Try again.', offersStatus: true });
    expect(page.drafts.value).toMatchObject([draft]);
    page.notice.value?.retry?.();
    await settle();
    expect(commit).toHaveBeenCalledTimes(2);
    expect(page.notice.value).toBeNull();
    expect(page.drafts.value).toEqual([]);
  });

  test('a cancelled request says nothing', async () => {
    const { page, session } = await openPage({
      commit: () => Promise.reject(new UserError('cancelled', { problem: t`Cancelled.` })),
    });
    await session.commit(draft, null);
    expect(page.notice.value).toBeNull();
  });
});

describe('Escape', () => {
  test('first ends the drag, then closes the message, then deselects', async () => {
    const select = vi.fn<HostApi['select']>(() => Promise.resolve());
    const { page, session, view } = await openPage({ select });
    await view.showDocument({ ...document, selected: 'a' });
    page.notice.value = { problem: 'x', advice: '', retry: undefined, offersStatus: true, draft: undefined };
    page.gesture.value = {
      kind: 'draw',
      start: { viewport: { x: 0, y: 0 }, image: { x: 0, y: 0 } },
      alt: false,
      moved: true,
      context: { tool: 'box', image: info, selected: undefined, grip: undefined, hit: undefined },
    };
    session.draw(draft);
    await view.perform({ kind: 'cancel' });
    expect(page.draft.value).toBeNull();
    expect(page.gesture.value.kind).toBe('idle');
    expect(page.notice.value).not.toBeNull();
    await view.perform({ kind: 'cancel' });
    expect(page.notice.value).toBeNull();
    expect(select).not.toHaveBeenCalled();
    await view.perform({ kind: 'cancel' });
    expect(select).toHaveBeenCalledWith(null);
  });
});

test('whether keys act is open from a change of the focus until VS Code knows of the last one', async () => {
  const answers: (() => void)[] = [];
  const { page, session } = await openPage({
    focusChanged: () =>
      new Promise((resolve) => {
        answers.push(resolve);
      }),
  });
  const change = (isFocused: boolean): void => {
    void session.focusChanged(isFocused);
  };
  const answer = async (): Promise<void> => {
    answers.shift()!();
    await settle();
  };
  change(true);
  await answer();
  expect(page.keysAct.value).toBe(true);
  change(false);
  expect(page.keysAct.value).toBeUndefined();
  change(true);
  await answer();
  // VS Code knows of the first change alone: a key that is pressed now is lost.
  expect(page.keysAct.value).toBeUndefined();
  await answer();
  expect(page.keysAct.value).toBe(true);
});
