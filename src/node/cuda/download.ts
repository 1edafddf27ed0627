import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as v from 'valibot';
import type { CancellationToken } from '../../core/base/cancellation';
import { cancelled, messageOf, UserError } from '../../core/base/error';
import { t, type Text } from '../../core/text/message';
import type { CudaRelease } from './cudaRelease';

const leafSchema = v.object({ catalogEntry: v.string() });
const catalogSchema = v.object({ packageHash: v.string(), packageHashAlgorithm: v.literal('SHA512') });

/**
 * Downloads a package from NuGet and compares it with the hash that NuGet's catalogue has for it.
 *
 * @param onProgress called with the bytes so far and the whole number, 0 if the server does not say
 * @throws UserError `unreadable` when the network fails, `damaged` when the hash is another, `cancelled`
 */
export async function downloadRelease(
  release: CudaRelease,
  file: string,
  onProgress: (done: number, total: number) => void,
  token: CancellationToken,
): Promise<void> {
  const abort = new AbortController();
  const subscription = token.onCancellationRequested(() => {
    abort.abort();
  });
  try {
    const expected = await packageHash(release, abort.signal);
    const actual = await fetchFile(release.packageUrl, file, onProgress, abort.signal);
    if (actual === expected) return;
    throw new UserError('damaged', {
      file: release.packageUrl,
      problem: t`The downloaded file does not match the hash in NuGet’s catalogue.`,
      advice: t`Try again. If this happens repeatedly, do not use the file.`,
    });
  } catch (error) {
    if (abort.signal.aborted) throw cancelled();
    throw error;
  } finally {
    subscription.dispose();
  }
}

/** SHA-512 of the package in base 64, as the NuGet server API's package metadata gives it. */
async function packageHash({ registrationUrl }: CudaRelease, signal: AbortSignal): Promise<string> {
  const leaf = v.parse(leafSchema, await (await get(registrationUrl, signal)).json());
  return v.parse(catalogSchema, await (await get(leaf.catalogEntry, signal)).json()).packageHash;
}

async function fetchFile(
  url: string,
  file: string,
  onProgress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<string> {
  const { body, headers } = await get(url, signal);
  if (body === null) throw unreachable(url, t`the response is empty`);
  const total = Number(headers.get('content-length') ?? 0);
  const hash = createHash('sha512');
  let done = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      hash.update(chunk);
      onProgress((done += chunk.length), total);
      next(null, chunk);
    },
  });
  await pipeline(Readable.fromWeb(body), measure, createWriteStream(file, { flags: 'wx' }), { signal });
  return hash.digest('base64');
}

async function get(url: string, signal: AbortSignal): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(url, { signal });
  } catch (cause) {
    throw unreachable(url, messageOf(cause instanceof Error && cause.cause !== undefined ? cause.cause : cause), cause);
  }
  if (!answer.ok) throw unreachable(url, t`the server returned status ${String(answer.status)}`);
  return answer;
}

function unreachable(url: string, reason: Text, cause?: unknown): UserError {
  return new UserError('unreadable', {
    file: url,
    problem: t`The download failed: ${reason}.`,
    advice: t`Check the network and the proxy, or download the package elsewhere and install it from the file.`,
    cause,
  });
}
