// Entry of the process that checks a data set, which `lintInProcess` forks.
import type { LintApi, LintListener } from '../../core/protocol/lintApi';
import { connect, serve } from '../../core/protocol/rpc';
import { processPort } from '../process/processPort';
import { LintServer } from './lintServer';

const port = processPort(process);
const server = new LintServer(connect<LintListener>(port).api);
serve<LintApi>(port, server);
// Without a parent nobody reads the result.
process.on('disconnect', () => process.exit());
