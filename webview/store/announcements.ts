import { signal } from '@preact/signals';
import type { Text } from '../../src/core/text/message';

export interface Announcement {
  /** Distinguishes announcements with the same text. */
  readonly id: number;
  readonly text: Text;
}

/** More than arrive at once: screen readers read what is added, not what is there. */
const kept = 8;

/** What screen readers are given to say, the newest last. */
export class Announcements {
  readonly latest = signal<readonly Announcement[]>([]);
  #next = 0;

  say(...texts: readonly Text[]): void {
    const added = texts.map((text) => ({ id: this.#next++, text }));
    if (added.length > 0) this.latest.value = [...this.latest.peek(), ...added].slice(-kept);
  }
}
