import { createPostgresBackend, getDefaultBackendFactory, type BackendFactory, type IQueueBackend } from 'bullmq';
import type { RedisOptions } from 'bullmq';
import type { QueueAddress } from './batchQueue';

/** Milliseconds in which a server has to answer a new connection. */
const connectTimeout = 10_000;

type PostgresOptions = Parameters<typeof createPostgresBackend>[1]['connection'];

/** Connects a queue or a worker of BullMQ to its server. */
export const connect: BackendFactory<IQueueBackend, QueueAddress> = (name, { connection: address, ...options }, more) =>
  address.server === 'redis'
    ? getDefaultBackendFactory()(name, { ...options, connection: redisOptions(address) }, more)
    : createPostgresBackend(name, { ...options, connection: postgresOptions(address) }, more);

function redisOptions({ host, port, database, username, password, tls }: QueueAddress): RedisOptions {
  return {
    ...{ host, port, db: Number(database), maxRetriesPerRequest: null, connectTimeout },
    retryStrategy: (times: number) => Math.min(100 * times, 2000),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls === undefined ? {} : { tls: { servername: host, ...tls } }),
  };
}

/** The tables are made by whoever comes first. */
function postgresOptions({ host, port, database, username, password, tls }: QueueAddress): PostgresOptions {
  return {
    ...{ host, port, database, migrate: true, connectionTimeoutMillis: connectTimeout, keepAlive: true },
    ...(username === undefined ? {} : { user: username }),
    ...(password === undefined ? {} : { password }),
    ...(tls === undefined ? {} : { ssl: { rejectUnauthorized: true, ...tls } }),
  };
}
