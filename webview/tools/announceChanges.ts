import { effect, untracked } from '@preact/signals';
import { english, listed, t, type Text } from '../../src/core/text/message';
import { toolNames } from '../../src/core/view/toolNames';
import type { Page } from '../store/page';
import { crosshairText, keyPlaneName, selectionText, sliceText } from '../store/spoken';

/** What changes at every step, such as the slice, is spoken once it has rested for so long. */
const restMs = 400;

/**
 * Has screen readers say what changes in the page: the selected object, what was measured, the tool, where the crosshair and
 * the slices came to rest, and how far a review has come. What happens to masks comes from the host, see `ViewApi.announce`.
 * @param isSpoken whether the browser itself speaks the slice, as of a slider that has the focus
 * @returns what ends it
 */
export function announceChanges(page: Page, isSpoken: () => boolean = () => false): () => void {
  const { announcements } = page;
  const say = (text: Text): void => {
    announcements.say(text);
  };
  const stops = [
    onChange(() => listed(selectionText(page)), say),
    onChange(() => page.measured.value, say),
    onChange(() => page.document.value.review ?? '', say),
    onChange(() => (page.corner.value === undefined ? '' : t`First corner set`), say),
    onChange(() => (page.shown.value === undefined ? '' : toolNames[page.tool.value]), skipFirst(say)),
    onChange(
      () => (page.playing.value === undefined ? sliceText(page) : ''),
      skipFirst(
        rested((text) => {
          if (!isSpoken()) say(text);
        }),
      ),
    ),
    onChange(() => keyPlaneText(page), say),
    onChange(() => (page.crosshairKeys.value ? crosshairText(page) : ''), rested(say)),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function keyPlaneText(page: Page): Text {
  const name = keyPlaneName(page);
  return name === undefined ? '' : t`Keys act in this plane: ${name}`;
}

/** Calls back with every text that is not empty and not the one before. @returns what ends it */
function onChange(text: () => Text, say: (text: Text) => void): () => void {
  let before = '';
  return effect(() => {
    const now = text();
    const words = english(now);
    if (words === before) return;
    before = words;
    if (words !== '') {
      untracked(() => {
        say(now);
      });
    }
  });
}

/** Nothing is said of what an image shows when it opens. */
function skipFirst(say: (text: Text) => void): (text: Text) => void {
  let isFirst = true;
  return (text) => {
    if (!isFirst) say(text);
    isFirst = false;
  };
}

/** Only the last of texts that follow each other quickly. */
function rested(say: (text: Text) => void): (text: Text) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (text) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      say(text);
    }, restMs);
  };
}
