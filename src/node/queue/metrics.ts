import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UserError } from '../../core/base/error';
import type { ImageEntry } from '../../core/bulk/journal';
import { t } from '../../core/text/message';
import { reasonOf } from '../files/reasonOf';

/** What a worker has done since it started, for Prometheus. */
export class WorkerMetrics {
  readonly #images = { written: 0, skipped: 0, failed: 0 };
  #batches = 0;
  #retries = 0;
  #seconds = 0;

  ended({ entries, seconds }: { readonly entries: readonly ImageEntry[]; readonly seconds: number }): void {
    this.#batches++;
    this.#seconds += seconds;
    for (const { type } of entries) if (type !== 'begun') this.#images[type]++;
  }

  retried(): void {
    this.#retries++;
  }

  /** In the text format of Prometheus, version 0.0.4. */
  text(): string {
    const counter = (name: string, help: string, ...samples: readonly string[]): string =>
      [`# HELP ${name} ${help}`, `# TYPE ${name} counter`, ...samples.map((sample) => `${name}${sample}`)].join('\n');
    return `${[
      counter(
        'sam_unet_images_total',
        'Images by what became of them.',
        ...Object.entries(this.#images).map(([outcome, count]) => `{outcome="${outcome}"} ${count}`),
      ),
      counter('sam_unet_batches_total', 'Batches that were reported.', ` ${this.#batches}`),
      counter('sam_unet_batch_errors_total', 'Batches that are tried again.', ` ${this.#retries}`),
      counter('sam_unet_batch_seconds_total', 'Seconds spent on batches that were reported.', ` ${this.#seconds}`),
    ].join('\n')}\n`;
  }
}

/**
 * Serves `/metrics`, on the loopback unless told otherwise.
 * @returns the port, and what ends it
 * @throws UserError `in-use`
 */
export async function serveMetrics(
  metrics: WorkerMetrics,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<{ readonly port: number; readonly close: () => void }> {
  const server = createServer((request, response) => {
    const isAsked = request.method === 'GET' && request.url === '/metrics';
    response.writeHead(isAsked ? 200 : 404, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
    response.end(isAsked ? metrics.text() : '');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      const problem = t`Metrics cannot be served on ${host}:${port}: ${reasonOf(cause)}.`;
      reject(new UserError('in-use', { problem, advice: t`Use another port.`, cause }));
    });
    server.listen(port, host, resolve);
  });
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { port: (server.address() as AddressInfo).port, close };
}
