import { readFile } from 'node:fs/promises';
import { UserError } from '../../core/base/error';
import { t } from '../../core/text/message';
import { reasonOf } from '../files/reasonOf';
import type { QueueAddress } from './batchQueue';

export interface AddressOptions {
  /** `redis[s]://HOST[:PORT][/DB]`. */
  readonly url: string;
  readonly name: string;
  /** File with the password; otherwise the environment has it. */
  readonly passwordFile?: string;
  /** File with the certificate of the authority that the server's is signed by. */
  readonly caFile?: string;
}

/** Variables of the environment with the credentials. */
export const userVariable = 'SAM_UNET_QUEUE_USER';
export const passwordVariable = 'SAM_UNET_QUEUE_PASSWORD';

/**
 * Where a queue is, with credentials from the environment or a file: what stands on a command line can be read by every user of
 * the machine.
 *
 * @throws UserError `bad-input` for an address that is wrong or has a password in it, `unreadable` naming the file
 */
export async function queueAddress(options: AddressOptions, env = process.env): Promise<QueueAddress> {
  const url = parsedUrl(options.url);
  const password =
    options.passwordFile === undefined
      ? env[passwordVariable]
      : (await read(options.passwordFile)).replace(/\r?\n$/, '');
  const username = env[userVariable];
  return {
    ...{ host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? 6379 : Number(url.port) },
    ...{ db: Number(url.pathname.slice(1)), name: options.name },
    ...(username === undefined || username === '' ? {} : { username }),
    ...(password === undefined || password === '' ? {} : { password }),
    ...(url.protocol === 'rediss:'
      ? { tls: options.caFile === undefined ? {} : { ca: await read(options.caFile) } }
      : {}),
  };
}

/** An address as it may be printed. */
export function addressText({ host, port, db, name, tls }: QueueAddress): string {
  return `${tls === undefined ? 'redis' : 'rediss'}://${host}:${port}/${db} ${name}`;
}

function parsedUrl(text: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw wrong();
  }
  if (url.username !== '' || url.password !== '') {
    throw new UserError('bad-input', {
      problem: t`The address of the queue contains credentials, which every user of the machine can read.`,
      advice: t`Set ${userVariable} and ${passwordVariable}, or name a file with --queue-password-file.`,
    });
  }
  const isRedis = url.protocol === 'redis:' || url.protocol === 'rediss:';
  if (!isRedis || url.hostname === '' || !/^(\/\d{0,3})?$/.test(url.pathname) || url.search !== '' || url.hash !== '') {
    throw wrong();
  }
  return url;
}

function wrong(): UserError {
  return new UserError('bad-input', {
    problem: t`This is not the address of a queue.`,
    advice: t`Use redis://HOST[:PORT][/DB], or rediss:// for TLS.`,
  });
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new UserError('unreadable', { file, problem: t`The file cannot be read: ${reasonOf(cause)}.`, cause });
  }
}
