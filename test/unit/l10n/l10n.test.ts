import { describe, expect, it } from 'vitest';
import { englishBundle, languages, readBundle } from '../../../scripts/l10n/bundles';
import { messagesOfSources } from '../../../scripts/l10n/messages';

/** The gaps of a message, in order. */
const gaps = (text: string): string[] => (text.match(/\{\d+\}/g) ?? []).sort();

describe('the bundles of messages', async () => {
  const messages = await messagesOfSources();

  it('list every message of the sources (npm run l10n)', async () => {
    expect(await readBundle()).toEqual(englishBundle(messages));
  });

  it.each(languages)('translate no message that is gone into %s (npm run l10n)', async (language) => {
    const known = new Set(messages);
    expect(Object.keys(await readBundle(language)).filter((message) => !known.has(message))).toEqual([]);
  });

  it.each(languages)('keep the gaps of each message in %s', async (language) => {
    const wrong = Object.entries(await readBundle(language)).filter(
      ([message, translation]) => gaps(message).join() !== gaps(translation).join(),
    );
    expect(wrong).toEqual([]);
  });
});
