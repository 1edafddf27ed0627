import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { neverCancelled, type CancellationToken } from '../../../src/core/base/cancellation';
import { Emitter } from '../../../src/core/base/event';
import type { CudaRelease } from '../../../src/node/cuda/cudaRelease';
import { downloadRelease } from '../../../src/node/cuda/download';

/** A server that answers as NuGet does. */
const content = randomBytes(300_000);
let server: Server;
let release: CudaRelease;
let folder = '';
let served: Buffer = content;
let hangs = false;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'download-'));
  served = content;
  hangs = false;
  server = createServer(({ url }, response) => {
    if (url === '/registration') response.end(JSON.stringify({ catalogEntry: `${origin()}/catalog` }));
    else if (url === '/catalog') {
      const packageHash = createHash('sha512').update(content).digest('base64');
      response.end(JSON.stringify({ packageHash, packageHashAlgorithm: 'SHA512' }));
    } else if (url === '/package') {
      response.setHeader('content-length', served.length);
      if (hangs) response.write(served.subarray(0, 1000));
      else response.end(served);
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  release = {
    version: '1.0.0',
    packageName: 'x',
    registrationUrl: `${origin()}/registration`,
    packageUrl: `${origin()}/package`,
  };
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const origin = (): string => `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
const file = (): string => path.join(folder, 'package');

it('downloads what the catalogue lists, and reports progress', async () => {
  const seen: [number, number][] = [];
  await downloadRelease(release, file(), (done, total) => seen.push([done, total]), neverCancelled);
  expect(readFileSync(file()).equals(content)).toBe(true);
  expect(seen.at(-1)).toEqual([content.length, content.length]);
});

it('refuses a file of another hash', async () => {
  served = randomBytes(1000);
  await expect(downloadRelease(release, file(), () => undefined, neverCancelled)).rejects.toThrow(
    /does not match the hash/,
  );
});

it('names the address that does not answer', async () => {
  const gone = { ...release, packageUrl: `${origin()}/gone` };
  await expect(downloadRelease(gone, file(), () => undefined, neverCancelled)).rejects.toThrow(
    /gone.*returned status 404/,
  );
  server.closeAllConnections();
  server.close();
  await expect(downloadRelease(release, file(), () => undefined, neverCancelled)).rejects.toThrow(
    /registration.*(ECONNREFUSED|refused|socket|closed)/i,
  );
});

it('can be cancelled', async () => {
  hangs = true;
  const requested = new Emitter<void>();
  const token: CancellationToken = { isCancellationRequested: false, onCancellationRequested: requested.event };
  const cancel = (done: number): void => {
    if (done > 0) requested.fire();
  };
  const running = downloadRelease(release, file(), cancel, token);
  await expect(running).rejects.toThrow(/cancelled/);
});
