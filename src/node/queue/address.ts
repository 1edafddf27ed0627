import { readFile } from 'node:fs/promises';
import { UserError } from '../../core/base/error';
import { t } from '../../core/text/message';
import { reasonOf } from '../files/reasonOf';
import type { QueueAddress } from './batchQueue';

export interface AddressOptions {
  /** `redis[s]://HOST[:PORT][/DB]` or `postgres://HOST[:PORT]/DATABASE[?sslmode=verify-full]`. */
  readonly url: string;
  readonly name: string;
  /** File with the password; otherwise the environment has it. */
  readonly passwordFile?: string;
  /** File with the certificate of the authority that the server's is signed by. */
  readonly caFile?: string;
}

export const addressExample = 'redis://redis.lab';

/** Variables of the environment with the credentials. */
export const userVariable = 'SAM_UNET_QUEUE_USER';
export const passwordVariable = 'SAM_UNET_QUEUE_PASSWORD';

const servers = {
  redis: { port: 6379, database: '0' },
  postgres: { port: 5432, database: 'postgres' },
} as const;
/** What the client of PostgreSQL understands as TLS with a certificate that is checked. */
const withTls = '?sslmode=verify-full';

/**
 * Where a queue is, with credentials from the environment or a file: what stands on a command line can be read by every user of
 * the machine.
 *
 * @throws UserError `bad-input` for an address that is wrong or has a password in it, `unreadable` naming the file
 */
export async function queueAddress(options: AddressOptions, env = process.env): Promise<QueueAddress> {
  const url = parsedUrl(options.url);
  const server = url.protocol === 'postgres:' ? 'postgres' : 'redis';
  const password =
    options.passwordFile === undefined
      ? env[passwordVariable]
      : (await read(options.passwordFile)).replace(/\r?\n$/, '');
  const username = env[userVariable];
  return {
    ...{ server, host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || servers[server].port) },
    ...{ database: url.pathname.slice(1) || servers[server].database, name: options.name },
    ...(username === undefined || username === '' ? {} : { username }),
    ...(password === undefined || password === '' ? {} : { password }),
    ...(url.protocol === 'rediss:' || url.search === withTls
      ? { tls: options.caFile === undefined ? {} : { ca: await read(options.caFile) } }
      : {}),
  };
}

/** The server of an address, without its database: `redis://lab:6379`. @throws UserError `bad-input` */
export function serverOf(address: string): string {
  const { protocol, hostname, port } = parsedUrl(address);
  return `${protocol}//${hostname}:${port || servers[protocol === 'postgres:' ? 'postgres' : 'redis'].port}`;
}

/** An address as it may be printed. */
export function addressText({ server, host, port, database, name, tls }: QueueAddress): string {
  const scheme = server === 'redis' && tls !== undefined ? 'rediss' : server;
  const suffix = server === 'postgres' && tls !== undefined ? withTls : '';
  return `${scheme}://${host}:${port}/${database}${suffix} ${name}`;
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
  const isRedis = /^rediss?:$/.test(url.protocol) && /^(\/\d{0,3})?$/.test(url.pathname) && url.search === '';
  const isPostgres =
    url.protocol === 'postgres:' && /^(\/[\w.-]*)?$/.test(url.pathname) && ['', withTls].includes(url.search);
  if (!(isRedis || isPostgres) || url.hostname === '' || url.hash !== '') throw wrong();
  return url;
}

function wrong(): UserError {
  return new UserError('bad-input', {
    problem: t`This is not the address of a queue.`,
    advice: t`Use redis://HOST[:PORT][/DB], or postgres://HOST[:PORT]/DATABASE; rediss:// and ?sslmode=verify-full stand for TLS.`,
  });
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new UserError('unreadable', { file, problem: t`The file cannot be read: ${reasonOf(cause)}.`, cause });
  }
}
