import { t, type Message } from './message';

/** “4.2 s”, “3 min”, “1 h 20 min”. */
export function durationText(seconds: number): Message {
  if (seconds < 99.5) return t`${seconds < 9.95 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? t`${minutes} min` : t`${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
