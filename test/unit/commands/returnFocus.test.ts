import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { returnFocus } from '../../../src/host/commands/returnFocus';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A page that has the focus, as the host knows it. */
function focusedPage() {
  return {
    isFocused: true,
    blurredAt: 0,
    take: vi.fn(),
    lose() {
      this.isFocused = false;
      this.blurredAt = Date.now();
    },
  };
}

describe('the focus of an image', () => {
  it('is brought back where a list was open for a moment and VS Code has lost it', () => {
    const page = focusedPage();
    const ended = returnFocus(page);
    page.lose();
    vi.advanceTimersByTime(200);
    ended();
    expect(page.take).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1000);
    expect(page.take).toHaveBeenCalledOnce();
  });

  it('is left to VS Code where that gives it back, or another list has it by then', () => {
    for (const after of ['back', 'elsewhere'] as const) {
      const page = focusedPage();
      const ended = returnFocus(page);
      page.lose();
      ended();
      vi.advanceTimersByTime(100);
      page.isFocused = true;
      if (after === 'elsewhere') page.lose();
      vi.advanceTimersByTime(1000);
      expect(page.take).not.toHaveBeenCalled();
    }
  });

  it('stays where it is after a list that was open for longer, as the user may have pressed elsewhere', () => {
    const page = focusedPage();
    const ended = returnFocus(page);
    page.lose();
    vi.advanceTimersByTime(2000);
    ended();
    vi.advanceTimersByTime(1000);
    expect(page.take).not.toHaveBeenCalled();
  });

  it('is not taken by commands that began elsewhere', () => {
    const page = focusedPage();
    page.lose();
    vi.advanceTimersByTime(100);
    const ended = returnFocus(page);
    ended();
    vi.advanceTimersByTime(1000);
    expect(page.take).not.toHaveBeenCalled();
  });
});
