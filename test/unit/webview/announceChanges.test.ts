import { defaultMaskDisplay } from '../../../src/core/view/maskDisplay';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ImageInfo } from '../../../src/core/image/medicalImage';
import { english, t } from '../../../src/core/text/message';
import type { Page } from '../../../webview/store/page';
import { announceChanges } from '../../../webview/tools/announceChanges';
import { openPage, settle, tinySlice } from '../../support/openPage';

const info: ImageInfo = {
  format: 'nifti',
  width: 4,
  height: 4,
  slices: 10,
  channels: 1,
  sampleType: 'int16',
  modality: '',
  unit: 'HU',
  encoding: '',
  geometry: {
    origin: [0, 0, 0],
    spacing: [1, 1, 1],
    axes: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
  },
};
const object = {
  id: '1',
  label: 'liver',
  color: '#e69f00',
  slice: 0,
  prompt: { points: [] },
  mask: { size: [4, 4] as const, counts: [0, 3, 13] },
};

const said = (page: Page): readonly string[] => page.announcements.latest.value.map(({ text }) => english(text));

/** A page that has said nothing yet. */
async function quietPage() {
  const opened = await openPage({ info, slice: tinySlice });
  announceChanges(opened.page);
  await settle(1000);
  expect(said(opened.page)).toEqual([]);
  return opened;
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('the selected object, the tool and the progress of a review are spoken as they change', async () => {
  const { page, view } = await quietPage();
  const rest = { selected: '1', label: { name: 'liver', color: '#e69f00' }, display: defaultMaskDisplay };
  await view.showDocument({ objects: [object], order: ['1'], ...rest });
  await view.showDocument({ objects: [], ...rest, review: '3 of 120 · liver 0.41' });
  await view.perform({ kind: 'tool', tool: 'brush' });
  expect(said(page)).toEqual(['liver, 3 pixels', '3 of 120 · liver 0.41', 'Brush']);
});

test('what the host reports is spoken, each time', async () => {
  const { page, view } = await quietPage();
  await view.announce([t`${'liver'} accepted`]);
  await view.announce([t`${'liver'} accepted`]);
  expect(said(page)).toEqual(['liver accepted', 'liver accepted']);
  expect(new Set(page.announcements.latest.value.map(({ id }) => id)).size).toBe(2);
});

test('of slices and steps of the crosshair only where they come to rest is spoken, and never the place in the patient', async () => {
  const { page, view } = await quietPage();
  for (let i = 0; i < 4; i++) {
    await view.perform({ kind: 'stepSlice', step: 1 });
    await settle(50);
  }
  await settle(1000);
  expect(said(page)).toEqual(['Slice 5 of 10']);
  await view.perform({ kind: 'toggle', what: 'crosshair' });
  for (let i = 0; i < 2; i++) {
    await view.perform({ kind: 'moveCrosshair', x: -1, y: 0 });
    await settle(50);
  }
  await settle(1000);
  expect(said(page)).toEqual(['Slice 5 of 10', 'x 0 y 2 · 0 HU']);
});

test('only the latest announcements are kept', async () => {
  const { page, view } = await quietPage();
  for (let i = 0; i < 50; i++) await view.announce([t`${String(i)} accepted`]);
  expect(said(page)).toHaveLength(8);
  expect(said(page).at(-1)).toBe('49 accepted');
});
