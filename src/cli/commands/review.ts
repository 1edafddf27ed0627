import { Command } from 'commander';
import { AuditSample, auditText } from '../../core/review/audit';
import { english } from '../../core/text/message';
import { findReviewItems } from '../../node/review/findReviewItems';
import { interruptToken } from '../interrupt';
import { terminal } from '../terminal';

export function reviewCommand(): Command {
  return new Command('review')
    .description('say how good the unreviewed masks of a folder are, by a random sample of the reviewed ones')
    .argument('<folder>', 'folder with images and sidecars')
    .option('--json', 'print JSON')
    .action(review);
}

async function review(folder: string, { json }: { readonly json?: true }): Promise<void> {
  const { audited, failed } = await findReviewItems(folder, {
    token: interruptToken(),
    onProgress: (read) => {
      terminal.progress(`${read} sidecars`);
    },
  });
  terminal.endProgress();
  for (const error of failed) terminal.fail(error);
  const { state } = new AuditSample(audited);
  if (json) {
    terminal.print(JSON.stringify(state));
    return;
  }
  const { images, reviewed, faults } = state;
  terminal.print(`${reviewed} of ${images} images reviewed, ${faults} of them with a poor mask.`);
  const text = auditText(state);
  if (text !== undefined) terminal.print(english(text));
  else if (reviewed < images) terminal.print('No image of the random sample was reviewed yet.');
}
