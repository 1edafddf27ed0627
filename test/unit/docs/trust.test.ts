import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

interface Manifest {
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  readonly contributes: { readonly configuration: { readonly properties: Readonly<Record<string, object>> } };
}

/** What a folder from anywhere may choose: how its own images open, where their masks are saved, how they look, whether help is offered, which means an evaluation has. */
const harmless = [
  'samUnet.layout',
  'samUnet.dicomSeries',
  'samUnet.walkthrough',
  'samUnet.evaluation.groups',
  'samUnet.masks.coloring',
  'samUnet.masks.fill',
  'samUnet.masks.opacity',
];

it('lets an untrusted folder choose nothing that costs memory, runs something or signs masks', () => {
  const file = path.join(import.meta.dirname, '../../../package.json');
  const { capabilities, contributes } = JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  const settings = Object.keys(contributes.configuration.properties);
  const { restrictedConfigurations } = capabilities.untrustedWorkspaces;
  expect([...restrictedConfigurations, ...harmless].sort()).toEqual(settings.sort());
});
