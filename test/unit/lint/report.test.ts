import { describe, expect, it } from 'vitest';
import { ignoreLine, isIgnored, parseIgnoreFile } from '../../../src/core/lint/ignore';
import { lintBody, lintFile, reported } from '../../../src/core/lint/document';
import { problem } from '../../../src/core/lint/problem';
import { githubReport, jsonReport, problemLine, sarifReport } from '../../../src/core/lint/report';
import { ruleNames } from '../../../src/core/lint/ruleNames';
import { english, verbatim } from '../../../src/core/text/message';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const problems = [
  problem('a b/c#1.png', 'duplicate', verbatim('100 % the same,\nas: d')),
  problem('e.png', 'size-mismatch', verbatim('Other size.')),
];

describe('reports', () => {
  it('prints JSON with the fields that are promised', () => {
    expect(JSON.parse(jsonReport(problems))).toEqual({
      problems: [
        { file: 'a b/c#1.png', rule: 'duplicate', severity: 'warning', message: '100 % the same,\nas: d' },
        { file: 'e.png', rule: 'size-mismatch', severity: 'error', message: 'Other size.' },
      ],
    });
  });

  it('prints SARIF 2.1.0', () => {
    const { version, runs } = JSON.parse(sarifReport(problems, '1.2.3')) as {
      version: string;
      runs: { tool: { driver: { rules: { id: string }[] } }; results: Record<string, unknown>[] }[];
    };
    expect(version).toBe('2.1.0');
    expect(runs[0]!.tool.driver.rules.map(({ id }) => id)).toEqual(['size-mismatch', 'duplicate']);
    expect(runs[0]!.results[0]).toMatchObject({
      ...{ ruleId: 'duplicate', ruleIndex: 1, level: 'warning', message: { text: '100 % the same,\nas: d' } },
      locations: [{ physicalLocation: { artifactLocation: { uri: 'a%20b/c%231.png' } } }],
    });
  });

  it('makes a page by rule, errors first, whose rows open what they name', () => {
    expect(reported(problems).map(({ file }) => file)).toEqual(['e.png', 'a b/c#1.png']);
    const body = lintBody(problems, 'data <1>', { say: english, opens: true });
    expect(body).toContain('<h1>Check of data &#60;1&#62;</h1><p>Errors: 1. Warnings: 1.</p>');
    expect(body).toContain('<td class="text">size-mismatch</td><td>1</td><td>0</td>');
    expect(body).toMatch(
      /<tr data-place="0"><td class="text"><span[^>]*>e\.png<\/span><\/td><td class="text">Other size\.<\/td>/,
    );
    expect(body).toMatch(/<tr data-place="1"><td class="text"><span[^>]*>a b\/c#1\.png</);
    expect(lintFile([], 'data')).toContain('No problems found.');
    expect(lintFile(problems, 'data')).not.toContain('data-place="');
  });

  it('prints workflow commands and lines', () => {
    expect(githubReport(problems)).toEqual([
      '::warning file=a b/c#1.png,title=duplicate::100 %25 the same,%0Aas: d',
      '::error file=e.png,title=size-mismatch::Other size.',
    ]);
    expect(problemLine(problems[1]!)).toBe('e.png: error: Other size. (size-mismatch)');
  });
});

describe('the ignore file', () => {
  it.each([
    ['duplicate', 'duplicate', 'x/y.png', true],
    ['duplicate', 'islands', 'x/y.png', false],
    ['* x/**', 'islands', 'x/z/y.png', true],
    ['* *.png', 'islands', 'x/z/y.png', true],
    ['* /*.png', 'islands', 'x/y.png', false],
    ['* x/*.png', 'islands', 'x/z/y.png', false],
    ['* **/y?.png', 'islands', 'y1.png', true],
    ['* a+(b).png # comment', 'islands', 'a+(b).png', true],
    ['# duplicate', 'duplicate', 'y.png', false],
  ] as const)('%s: %s of %s', (text, rule, file, expected) => {
    expect(isIgnored({ rule, file }, parseIgnoreFile(text).ignored)).toBe(expected);
  });

  it('names what is no rule', () => {
    expect(parseIgnoreFile('\nholes\nhole\n').unknown).toEqual([{ line: 3, name: 'hole' }]);
  });

  it.each(['a.png', 'x/odd [1]*.png', 'x/a #b.png'])('gets a line that fits %s', (file) => {
    const { ignored } = parseIgnoreFile(ignoreLine('holes', file));
    expect(isIgnored({ rule: 'holes', file }, ignored)).toBe(true);
    expect(isIgnored({ rule: 'holes', file: 'y/other.png' }, ignored)).toBe(false);
  });
});

it('has a section with a picture on each rule in the documentation', () => {
  const docs = path.join(import.meta.dirname, '../../../docs');
  const text = readFileSync(path.join(docs, 'lint.md'), 'utf8');
  const sections = [...text.matchAll(/^### (.+)\n\n!\[.+\]\(images\/lint\/\1\.svg\)$/gm)].map(([, name]) => name!);
  expect(sections.sort()).toEqual([...ruleNames].sort());
  const pictures = readdirSync(path.join(docs, 'images', 'lint'));
  expect(pictures.sort()).toEqual(ruleNames.map((name) => `${name}.svg`).sort());
});
