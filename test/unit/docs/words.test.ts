import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../../scripts/setup/paths.mjs';

/** Words that users do not meet; `docs/glossary.md` says what we write instead. */
const unwanted = [
  /\bg(?:o|oes|oing|one|went) on with\b/,
  /\bbr(?:eaks?|oke|oken) off\b/,
  /\bt(?:akes?|aking|aken|ook) back\b/,
  /\banew\b|\bafresh\b/,
  /\bnobody\b|\bsomebody\b/,
  /\ba machine made\b|\bmachine-made\b/,
  /\bpeople\b|\bpersons\b/,
  /\blook(?:s|ed|ing)? at\b|\b(?:second|closer) look\b/,
  /\btells?\b|\btold\b/,
  /\b(?:is|are) to\b/,
  /\bfor itself\b/,
  /\bpassed over\b/,
  /\bplaying speed\b/,
  /\bwhat the model has seen\b/,
  /\bwork on many images\b/,
].map((each) => new RegExp(each.source, 'i'));

const wordsIn = (text: string): string[] => unwanted.flatMap((each) => each.exec(text)?.[0] ?? []);

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const namesIn = (folder: string, ending: RegExp): string[] =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name))
    .map((name) => path.join(folder, name));

/** The lines of everything that a user reads. The glossary lists the words themselves. */
const files = [
  ...['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md', 'package.nls.json'],
  'src/host/l10n/bundle.l10n.json',
  ...namesIn('docs', /\.(?:md|schema\.json)$/).filter((file) => !file.endsWith('glossary.md')),
  ...namesIn('src/cli', /\.ts$/),
];

describe('what users read', () => {
  it.each(files)('%s keeps to the words of the glossary', (file) => {
    const found = read(file)
      .split('\n')
      .flatMap((line, i) => wordsIn(line).map((word) => `${i + 1}: ${word}`));
    expect(found).toEqual([]);
  });

  it.each([
    ['The run was broken off.', ['broken off']],
    ['Masks that nobody has looked at are made anew.', ['anew', 'nobody', 'looked at']],
    ['The run is resumed with unreviewed masks.', []],
  ])('the search finds them in “%s”', (text, words) => {
    expect(wordsIn(text)).toEqual(words);
  });
});
