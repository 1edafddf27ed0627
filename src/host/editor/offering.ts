import { report, type Services } from '../services';
import type { ImageDocument } from './imageDocument';

/** Makes an offer for an image that was opened, without waiting. That an image cannot be opened stands in its own page, not twice. */
export function offering(document: ImageDocument, services: Services, offer: Promise<void>): void {
  offer.catch((error: unknown) => {
    if (!document.isBroken) void report(error, services);
  });
}
