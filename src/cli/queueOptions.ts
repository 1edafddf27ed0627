import { InvalidArgumentError, Option } from 'commander';
import { UserError } from '../core/base/error';
import { verbatim } from '../core/text/message';
import { queueAddress, passwordVariable, userVariable } from '../node/queue/address';
import type { QueueAddress, ServerEvents } from '../node/queue/batchQueue';
import { terminal } from './terminal';

/** Options of commands that work with a queue. */
export interface QueueOptions {
  readonly queue?: string;
  readonly queueName: string;
  readonly queuePasswordFile?: string;
  readonly queueCa?: string;
}

export function queueOptions(): Option[] {
  return [
    new Option('--queue <url>', 'queue for workers: redis[s]://HOST[:PORT][/DB] or postgres://HOST[:PORT]/DATABASE'),
    new Option('--queue-name <name>', 'name of the queue').default('sam-unet').argParser(queueName),
    new Option(
      '--queue-password-file <file>',
      `file with the password (default: ${passwordVariable}, ${userVariable})`,
    ),
    new Option('--queue-ca <file>', 'certificate of the authority that signed the server’s, for rediss://'),
  ];
}

/** @throws UserError `bad-input`, `unreadable` */
export function addressOf(options: QueueOptions & { readonly queue: string }): Promise<QueueAddress> {
  const { queue: url, queueName: name, queuePasswordFile: passwordFile, queueCa: caFile } = options;
  return queueAddress({
    ...{ url, name },
    ...(passwordFile === undefined ? {} : { passwordFile }),
    ...(caFile === undefined ? {} : { caFile }),
  });
}

/** Prints why a server does not answer, once for each new reason. */
export function serverEvents(): ServerEvents {
  let last = '';
  return {
    onLost: (reason) => {
      if (reason !== last) terminal.warn(`The queue does not answer: ${reason}`);
      last = reason;
    },
    refused: (reason) =>
      new UserError('unreadable', {
        problem: verbatim(`The queue refused a command: ${reason.replace(/\.$/, '')}.`),
        advice: verbatim('Check the address, the credentials and, with TLS, the certificate (--queue-ca).'),
      }),
  };
}

function queueName(text: string): string {
  if (!/^[\w-]{1,100}$/.test(text)) throw new InvalidArgumentError('Give letters, digits, “-” and “_”.');
  return text;
}
