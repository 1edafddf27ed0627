import { Argument, Command } from 'commander';
import { UserError } from '../../core/base/error';
import { verbatim } from '../../core/text/message';
import type { BatchQueue } from '../../node/queue/batchQueue';
import { loadQueue } from '../../node/queue/loadQueue';
import { addressOf, queueOptions, serverEvents, type QueueOptions } from '../queueOptions';
import { terminal } from '../terminal';

const actions = ['status', 'dead', 'requeue', 'pause', 'resume', 'drain'] as const;
type Action = (typeof actions)[number];

interface QueueCommandOptions extends QueueOptions {
  readonly json?: true;
}

export function queueCommand(): Command {
  const command = new Command('queue')
    .description('show or manage a queue of batches')
    .addArgument(new Argument('<action>', 'what to do').choices(actions))
    .argument('[id]', 'of requeue: only this batch');
  for (const option of queueOptions()) command.addOption(option);
  return command.option('--json', 'print JSON').action(tend);
}

async function tend(action: Action, id: string | undefined, options: QueueCommandOptions): Promise<void> {
  const { queue: url } = options;
  if (url === undefined) {
    throw new UserError('bad-input', {
      problem: verbatim('No queue is named.'),
      advice: verbatim('Use --queue redis://HOST.'),
    });
  }
  const queue = loadQueue().openQueue(await addressOf({ ...options, queue: url }), serverEvents());
  try {
    await act(queue, action, id, options.json === true);
  } finally {
    await queue.close();
  }
}

async function act(queue: BatchQueue, action: Action, id: string | undefined, asJson: boolean): Promise<void> {
  switch (action) {
    case 'dead': {
      const dead = await deadBatches(queue);
      if (asJson) terminal.print(JSON.stringify(dead));
      else for (const each of dead) terminal.print(`${each.id}  ${each.reason}`);
      return;
    }
    case 'requeue': {
      const dead = (await deadBatches(queue)).filter((each) => id === undefined || each.id === id);
      for (const each of dead) await queue.requeue(each.id);
      terminal.print(asJson ? JSON.stringify({ requeued: dead.map((each) => each.id) }) : `${dead.length} requeued`);
      return;
    }
    case 'pause':
    case 'resume':
    case 'drain':
      await queue[action]();
      break;
    case 'status':
  }
  const counts = await queue.counts();
  if (asJson) terminal.print(JSON.stringify(counts));
  else {
    const { workers, waiting, active, delayed, done, dead, paused } = counts;
    terminal.print(`${workers} workers${paused ? '; paused' : ''}`);
    terminal.print(`${waiting} waiting, ${active} being worked on, ${delayed} to be tried again`);
    terminal.print(`${done} done and not in a journal yet, ${dead} dead`);
  }
}

async function deadBatches(queue: BatchQueue): Promise<{ readonly id: string; readonly reason: string }[]> {
  const ended = await queue.ended(100_000);
  return ended.flatMap(({ id, outcome }) => (outcome.kind === 'dead' ? [{ id, reason: outcome.reason }] : []));
}
