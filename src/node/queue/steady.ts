import { setTimeout as pause } from 'node:timers/promises';
import { reasonOf } from '../files/reasonOf';
import type { ServerEvents } from './batchQueue';

/** Milliseconds before a server that was lost is asked again. */
const patience = 1000;
/** What Node and the clients say while a server is away or starts. */
const away =
  /ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|Connection (is closed|terminated|ended)|timeout|LOADING|not queryable/i;
/** What PostgreSQL says then: classes of connection exceptions and operator intervention, and too many connections. */
const awayCodes = /^(08...|57P..|53300)$/;

/** Makes an operation outlive the absence of its server. @throws what `refused` makes of a server that does not let it */
export async function steadily<T>(work: () => Promise<T>, { onLost, refused }: ServerEvents): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const reason = reasonOf(error instanceof AggregateError ? error.errors[0] : error);
      const code = String((error as { code?: unknown }).code);
      if (!away.test(`${code} ${reason}`) && !awayCodes.test(code)) throw refused(reason);
      onLost(reason);
      await pause(patience);
    }
  }
}
