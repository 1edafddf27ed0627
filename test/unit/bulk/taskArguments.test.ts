import { expect, it } from 'vitest';
import { taskArguments } from '../../../src/core/bulk/taskArguments';
import { masksCommand } from '../../../src/cli/commands/masks';
import manifest from '../../../package.json';

it('gives the options of a task to the command line', () => {
  const task = {
    type: 'sam-unet',
    coco: 'boxes.json',
    yolo: true,
    whole: false,
    box: ['a=1,2,3,4', 'b=1,2,3,4'],
    dryRun: true,
  };
  expect(taskArguments(task)).toEqual([
    ...['masks', '${workspaceFolder}', '--coco', 'boxes.json', '--yolo'],
    ...['--box', 'a=1,2,3,4', '--box', 'b=1,2,3,4', '--dry-run'],
  ]);
  expect(taskArguments({ type: 'sam-unet', folder: 'data', resume: 'x' })).toEqual(['masks', 'data', '--resume', 'x']);
});

it('names the field that is wrong', () => {
  expect(() => taskArguments({ type: 'sam-unet', box: 'a=1,2,3,4' })).toThrow('“box”');
});

it('knows the options that the manifest declares, and the command line has them', () => {
  const { properties } = manifest.contributes.taskDefinitions[0]!;
  const options = masksCommand().options.map(({ long }) => long);
  for (const [name, { type }] of Object.entries(properties)) {
    const value = type === 'boolean' ? true : type === 'integer' ? 3 : type === 'array' ? ['a=1,2,3,4'] : 'x';
    const args = taskArguments({ type: 'sam-unet', folder: 'data', [name]: value });
    if (name !== 'folder') expect(options).toContain(args[2]);
  }
});
