// Entry of the process that compares readers, which `agreementInProcess` forks.
import type { AgreementApi, AgreementListener } from '../../../core/protocol/agreementApi';
import { connect, serve } from '../../../core/protocol/rpc';
import { processPort } from '../../process/processPort';
import { AgreementServer } from './agreementServer';

const port = processPort(process);
serve<AgreementApi>(port, new AgreementServer(connect<AgreementListener>(port).api));
// Without a parent nobody reads the result.
process.on('disconnect', () => process.exit());
