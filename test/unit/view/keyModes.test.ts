import { describe, expect, test } from 'vitest';
import { sections } from '../../../src/core/commands';
import { isForImage, keyTable } from '../../../src/core/commands/keyTable';
import { keyModeOf, keysOfMode, modeNames, type KeyMode } from '../../../src/core/view/keyModes';

const all = keyTable(sections, false, isForImage);
const modes = Object.keys(modeNames) as KeyMode[];

describe.each(modes)('the keys in the mode %s', (mode) => {
  const { groups, mouse } = keysOfMode(all, mode);

  test('are at most 25, with the gestures of the mouse', () => {
    const rows = groups.flatMap((group) => group.rows);
    expect(rows.length + mouse.length).toBeLessThanOrEqual(25);
    expect(rows.length).toBeGreaterThan(8);
  });

  test('say how to choose another tool', () => {
    expect(groups.flatMap(({ rows }) => rows.flatMap(({ commands }) => commands))).toContain('samUnet.chooseTool');
  });
});

test('the mode follows from the tool, the crosshair and the review', () => {
  const plain = { isReview: false, hasCrosshair: false };
  expect(keyModeOf('box', plain)).toBe('prompts');
  expect(keyModeOf('box', { ...plain, isReview: true })).toBe('review');
  expect(keyModeOf('brush', { ...plain, isReview: true })).toBe('painting');
  expect(keyModeOf('wand', plain)).toBe('areas');
  expect(keyModeOf('ruler', plain)).toBe('measuring');
  expect(keyModeOf('brush', { isReview: true, hasCrosshair: true })).toBe('crosshair');
});
