import { describe, expect, it } from 'vitest';
import { checkEnqueueOptions } from '../../../src/cli/masks/enqueue';
import { checkScriptOptions } from '../../../src/cli/masks/scripts';

describe('masks for other machines', () => {
  it.each([
    { slurm: true, commands: true },
    { kubernetes: 'lab/sam-unet:1', submit: true },
    { slurm: true, shard: { index: 1, count: 2 } },
    { commands: true, resume: true },
    { slurm: true, queue: 'redis://lab' },
    // Jobs would write where these promise to write nothing.
    { slurm: true, audit: true },
    { slurm: true, dryRun: true },
  ] as const)('are not asked for by %j', (options) => {
    expect(() => {
      checkScriptOptions(options);
    }).toThrow('cannot be combined');
  });

  it('are not audited by the workers of a queue, who would write them', () => {
    expect(() => {
      checkEnqueueOptions({ queue: 'redis://lab', audit: true });
    }).toThrow('cannot audit');
    checkEnqueueOptions({ queue: 'redis://lab' });
    checkEnqueueOptions({ audit: true });
  });
});
