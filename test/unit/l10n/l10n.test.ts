import { describe, expect, it } from 'vitest';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { englishBundle, languages, readBundle, readManifestTexts } from '../../../scripts/l10n/bundles';
import { messagesOfSources } from '../../../scripts/l10n/messages';
import { root } from '../../../scripts/setup/paths.mjs';

/** The gaps of a message, in order. */
const gaps = (text: string): string[] => (text.match(/\{\d+\}/g) ?? []).sort();

describe('the bundles of messages', async () => {
  const messages = await messagesOfSources();

  it('list every message of the sources (npm run l10n)', async () => {
    expect(await readBundle()).toEqual(englishBundle(messages));
  });

  it.each(languages)('translate every message, and none that is gone, into %s (npm run l10n)', async (language) => {
    expect(Object.keys(await readBundle(language))).toEqual(messages);
  });

  it.each(languages)('keep the gaps of each message in %s', async (language) => {
    const wrong = Object.entries(await readBundle(language)).filter(
      ([message, translation]) => gaps(message).join() !== gaps(translation).join(),
    );
    expect(wrong).toEqual([]);
  });
});

describe('the texts of package.json', async () => {
  const english = await readManifestTexts();
  /** Links and commands of a text, which stay as they are. */
  const links = (text: string): string[] => (text.match(/\]\([^)]*\)/g) ?? []).sort();

  it('are those that it names', async () => {
    const manifest = await readFile(path.join(root, 'package.json'), 'utf8');
    const named = [...manifest.matchAll(/"%([^"%]+)%"/g)].map(([, key]) => key);
    // The description in package.json is that of the npm package, too.
    expect([...new Set([...named, 'description'])].sort()).toEqual(Object.keys(english).sort());
  });

  it.each(languages)('are all in %s, with the same links', async (language) => {
    const translated = await readManifestTexts(language);
    expect(Object.keys(translated)).toEqual(Object.keys(english));
    for (const [key, text] of Object.entries(translated)) expect(links(text), key).toEqual(links(english[key]!));
  });
});
