import { setTimeout as pause } from 'node:timers/promises';
import { UserError } from '../../core/base/error';
import { t } from '../../core/text/message';
import { reasonOf } from '../files/reasonOf';

/** Milliseconds before a server that was lost is asked again. */
const patience = 1000;
/** What Node, the client of PostgreSQL and the servers say while a server is away or starts. */
const away =
  /ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|Connection (is closed|terminated|ended)|timeout|is starting up|shutting down|terminating connection|LOADING|not queryable/i;

/** Makes an operation outlive the absence of its server. @throws UserError `unreadable` with what the server refused */
export async function steadily<T>(work: () => Promise<T>, onLost: (message: string) => void): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const reason = error instanceof AggregateError ? reasonOf(error.errors[0]) : reasonOf(error);
      const code = (error as { code?: unknown }).code;
      if (!away.test(`${reason} ${String(code)}`)) throw refused(reason, error);
      onLost(reason);
      await pause(patience);
    }
  }
}

function refused(reason: string, cause: unknown): UserError {
  return new UserError('unreadable', {
    problem: t`The queue refused a command: ${reason}.`,
    advice: t`Check the address and the credentials.`,
    cause,
  });
}
