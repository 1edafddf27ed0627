import { userInfo } from 'node:os';

/** Name of the user this runs as, for sidecars. */
export function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    // Containers may run under a user id without a name.
    return 'unknown';
  }
}
