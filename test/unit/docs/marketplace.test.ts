import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { decode } from 'fast-png';
import { expect, it } from 'vitest';
import { marketplaceReadme } from '../../../scripts/package/readme.mjs';

const root = path.join(import.meta.dirname, '../../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const manifest = JSON.parse(read('package.json')) as {
  readonly icon: string;
  readonly galleryBanner: { readonly color: string; readonly theme: string };
  readonly categories: readonly string[];
  readonly keywords: readonly string[];
  readonly extensionKind: readonly string[];
  readonly capabilities: { readonly virtualWorkspaces: { readonly supported: boolean } };
};

/** Targets of links and pictures. */
const targets = (text: string): string[] => [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, target]) => target!);

/** As https://code.visualstudio.com/api/references/extension-manifest lists them. */
const categories =
  'Programming Languages,Snippets,Linters,Themes,Debuggers,Formatters,Keymaps,SCM Providers,Other,Extension Packs,Language Packs,Data Science,Machine Learning,Visualization,Notebooks,Education,Testing,AI,Chat';

it('the manifest has what a page of the marketplace shows', () => {
  const { width, height } = decode(readFileSync(path.join(root, manifest.icon)));
  expect([width, height]).toEqual([256, 256]);
  expect(manifest.galleryBanner).toMatchObject({
    theme: 'dark',
    color: expect.stringMatching(/^#[0-9a-f]{6}$/) as unknown,
  });
  expect(manifest.categories.filter((each) => !categories.split(',').includes(each))).toEqual([]);
  expect(manifest.keywords.length).toBeLessThanOrEqual(30);
});

it('the manifest says that the extension runs where the files are, and needs files on a disk', () => {
  expect(manifest.extensionKind).toEqual(['workspace']);
  expect(manifest.capabilities.virtualWorkspaces.supported).toBe(false);
});

it('the README has no link to a file that is not there', () => {
  const relative = targets(read('README.md')).filter((target) => !target.startsWith('https:'));
  expect(relative.length).toBeGreaterThan(10);
  expect(relative.filter((target) => !existsSync(path.join(root, target.replace(/#.*/, ''))))).toEqual([]);
});

it('the README of the package has no relative address, and nothing about a clone', () => {
  const text = marketplaceReadme(read('README.md'));
  expect(targets(text).filter((target) => !target.startsWith('https:'))).toEqual([]);
  expect(text).not.toMatch(/npm (start|test)|docs\/|<!-- repository/);
  expect(text).toContain('## Use');
  expect(text).toContain('`ct_017.dcm.masks.json`, a sidecar with objects');
});

it('the README of the package keeps links to other sites', () => {
  expect(marketplaceReadme('![a](b.png)\n\nSee [c](https://c.org), [d](e/f.md#g) and [h](#h).\n')).toBe(
    'See [c](https://c.org), d and [h](#h).\n',
  );
});
