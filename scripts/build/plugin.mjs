import { oneCasing } from './casing.mjs';
import { noDirectWrites } from './directWrites.mjs';
import { noImportCycle } from './importCycles.mjs';
import { noModuleState } from './moduleState.mjs';

/**
 * @typedef {Parameters<import('oxlint/plugins-dev').RuleTester['run']>[1]} Rule
 * @typedef {Parameters<NonNullable<ReturnType<Extract<Rule, { create: Function }>['create']>[string]>>[0]} Node of a syntax tree
 */

/**
 * The lint rules that this project defines itself.
 * @type {{ meta: { name: string }, rules: Record<string, object> }}
 */
const plugin = {
  meta: { name: 'local' },
  rules: {
    'no-direct-writes': noDirectWrites,
    'no-import-cycle': noImportCycle,
    'no-module-state': noModuleState,
    'one-casing': oneCasing,
  },
};

export default plugin;
