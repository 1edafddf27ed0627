import path from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { UserError } from '../../core/base/error';
import { verbatim } from '../../core/text/message';
import { MaskThread } from '../../node/masks/maskThread';
import { addressText } from '../../node/queue/address';
import { loadQueue } from '../../node/queue/loadQueue';
import { serveMetrics, WorkerMetrics } from '../../node/queue/metrics';
import { runWorker, type Root } from '../../node/queue/runWorker';
import { interruptToken } from '../interrupt';
import { modelOptions, whole, withProcesses, type ModelOptions } from '../options';
import { addressOf, queueOptions, serverEvents, type QueueOptions } from '../queueOptions';
import { terminal } from '../terminal';
import { unusedGpu } from '../unusedGpu';

interface WorkerOptions extends ModelOptions, QueueOptions {
  readonly root?: readonly Root[];
  readonly concurrency: number;
  readonly lock: number;
  readonly metrics?: { readonly host: string; readonly port: number };
}

export function workerCommand(): Command {
  const command = new Command('worker').description('make masks for the batches of a queue, until it is stopped');
  for (const option of queueOptions()) command.addOption(option);
  command
    .option('--root <from=to>', 'where a folder of the queue is on this machine; repeat it for more', root)
    .option('--concurrency <n>', 'batches at the same time', (text) => whole(text, 1, 64), 1)
    .option(
      '--lock <seconds>',
      'silence after which a batch goes to another worker',
      (text) => whole(text, 2, 3600),
      30,
    )
    .option(
      '--metrics <port>',
      'serve metrics for Prometheus on PORT of this machine, or on HOST:PORT',
      metricsAddress,
    );
  for (const option of modelOptions()) command.addOption(option);
  return command
    .addHelpText(
      'after',
      '\nCtrl+C ends the images at hand; another worker gets the rest of the batch (docs/scale.md).\n',
    )
    .action(work);
}

async function work(options: WorkerOptions): Promise<void> {
  const { queue: url } = options;
  if (url === undefined) {
    throw new UserError('bad-input', {
      problem: verbatim('No queue is named.'),
      advice: verbatim('Use --queue redis://HOST.'),
    });
  }
  const token = interruptToken();
  const address = await addressOf({ ...options, queue: url });
  const metrics = new WorkerMetrics();
  const server = options.metrics === undefined ? undefined : await serveMetrics(metrics, options.metrics);
  if (server !== undefined) terminal.print(`Metrics on port ${server.port}`);
  const store = new MaskThread();
  try {
    await withProcesses(options, async (client) => {
      const gpu = unusedGpu(options, (await client.start()).device);
      if (gpu !== undefined) terminal.warn(gpu);
      terminal.print(`Working on ${addressText(address)}`);
      await runWorker(loadQueue(), address, {
        ...{ client, store, token, roots: options.root ?? [], concurrency: options.concurrency, lock: options.lock },
        onBatch: (ended) => {
          metrics.ended(ended);
          const count = ended.entries.filter(({ type }) => type === 'written').length;
          terminal.print(`${count} images written in ${ended.seconds.toFixed(1)} s`);
        },
        onRetry: (reason) => {
          metrics.retried();
          terminal.warn(`A batch is tried again: ${reason}`);
        },
        ...serverEvents(),
      });
    });
  } finally {
    await store.end();
    server?.close();
  }
}

function root(text: string, before: readonly Root[] = []): readonly Root[] {
  const [from = '', to, ...rest] = text.split('=');
  if (from === '' || to === '' || rest.length > 0) throw new InvalidArgumentError('Give FROM=TO, or a folder.');
  return [...before, { from: from.replace(/(.)\/$/, '$1'), to: path.resolve(to ?? from) }];
}

function metricsAddress(text: string): { readonly host: string; readonly port: number } {
  const [, host = '127.0.0.1', port = ''] = /^(?:(.+):)?(\d{1,5})$/.exec(text) ?? [];
  if (port === '' || Number(port) > 65_535) throw new InvalidArgumentError('Give PORT or HOST:PORT.');
  return { host, port: Number(port) };
}
