import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { contexts } from '../../../src/core/commands/contexts';
import { imageExtensions } from '../../../src/core/formats/registry';
import { viewTypeFor } from '../../../src/host/editor/viewTypes';

interface CustomEditor {
  readonly viewType: string;
  readonly selector: readonly { readonly filenamePattern: string }[];
}

const manifest = JSON.parse(readFileSync(path.join(__dirname, '../../../package.json'), 'utf8')) as {
  readonly contributes: { readonly customEditors: readonly CustomEditor[] };
};
const patterns = manifest.contributes.customEditors.flatMap(({ viewType, selector }) =>
  selector.map(({ filenamePattern }) => ({ viewType, filenamePattern })),
);

it.each(imageExtensions)('%s is an image to the menus of the explorer', (extension) => {
  const pattern = /^resourceFilename =~ \/(.+)\/i$/.exec(contexts.onImageFile)![1]!;
  expect(`A${extension}`).toMatch(new RegExp(pattern, 'i'));
});

describe('the custom editors of package.json', () => {
  it('are offered for the endings of all formats, each once', () => {
    const endings = patterns.map(({ filenamePattern }) => filenamePattern.replace(/^\*/, ''));
    expect(endings.sort()).toEqual([...imageExtensions].sort());
  });

  it.each(patterns)(
    '$filenamePattern is opened by $viewType from commands as well',
    ({ viewType, filenamePattern }) => {
      expect(viewTypeFor(filenamePattern.replace('*', '/folder/image'))).toBe(viewType);
      expect(viewTypeFor(filenamePattern.replace('*', '/folder/image').toUpperCase())).toBe(viewType);
    },
  );
});
