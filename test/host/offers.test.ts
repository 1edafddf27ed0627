import * as assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { replayOf } from '../../src/core/replay/replay';
import { offersFor, tidyUp } from '../../src/host/bulk/tidyUp';
import { decide, ofModel, ofTeaching } from '../../src/host/commands/replayDecision';
import { readTaught, saveTaught } from '../../src/node/teach/taughtStore';
import { workspaceFile } from '../support/host';
import { taughtCard } from '../support/taughtLabel';

const folder = workspaceFile('offers');
const { window } = vscode;

/** Answers the questions of `work` as a user would, and gives what they and the messages say. */
async function answering(how: (choices: readonly never[]) => unknown, work: () => Promise<unknown>): Promise<string[]> {
  const { showInformationMessage, showQuickPick } = window;
  const said: string[] = [];
  Object.assign(window, {
    showInformationMessage: (text: string, ...choices: never[]) => {
      said.push(text);
      return Promise.resolve(choices.length === 0 ? undefined : how(choices));
    },
    showQuickPick: (choices: never[], { title }: vscode.QuickPickOptions) => {
      said.push(title!);
      return Promise.resolve(how(choices));
    },
  });
  try {
    await work();
  } finally {
    Object.assign(window, { showInformationMessage, showQuickPick });
  }
  return said;
}

beforeEach(() => mkdir(folder, { recursive: true }));
afterEach(async () => {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await rm(folder, { recursive: true, force: true });
});

describe('the first bulk run of a folder', () => {
  const nesting = () => vscode.workspace.getConfiguration('explorer').inspect<boolean>('fileNesting.enabled');
  afterEach(() => vscode.workspace.getConfiguration('explorer').update('fileNesting.enabled', undefined));

  it('offers to fold masks under their images, and lines for .gitattributes in a repository', async () => {
    assert.equal((await offersFor(folder)).length, 1);
    await mkdir(path.join(folder, '.git'));
    await writeFile(path.join(folder, '.gitattributes'), '*.md text');
    const offers = await offersFor(folder);
    assert.deepEqual(
      offers.map(({ picked }) => picked),
      [true, true],
    );
    const said = await answering(
      (all) => all,
      () => tidyUp(folder, offers),
    );
    assert.deepEqual(said, ['Tidy Up offers']);
    assert.equal(nesting()?.workspaceValue, true);
    const attributes = await readFile(path.join(folder, '.gitattributes'), 'utf8');
    assert.match(attributes, /^\*\.md text\n.*\*\.mask\.png binary\n.*\*\.masks\.json text/s);
    assert.equal((await offersFor(folder)).length, 0);
  });
});

describe('a replay', () => {
  const found = replayOf({ names: ['old', 'new'], unprompted: 0, failures: 0 }, []);
  const { label } = taughtCard;
  const weights = async (): Promise<number[]> => [...(await readTaught(folder, label))!.weights];

  it('of a teaching keeps the new one, or goes back to the one before', async () => {
    for (const [choice, left, text] of [
      ['Promote', 2, /keeps its new teaching/],
      ['Drop', 1, /was rolled back/],
    ] as const) {
      await rm(folder, { recursive: true });
      for (const weight of [1, 2]) await saveTaught(folder, { ...taughtCard, seconds: weight }, Uint8Array.of(weight));
      let refreshed = 0;
      const decision = ofTeaching({ folder, label }, { refresh: () => Promise.resolve(refreshed++) });
      const said = await answering(
        (choices) => choices.find((each) => each === choice),
        () => decide(found, decision),
      );
      assert.match(said[1]!, text);
      assert.deepEqual([await weights(), refreshed], [[left], 1]);
      assert.equal(await readTaught(folder, label, 'former'), undefined);
    }
  });

  it('of a model puts it to use, or leaves the one in use', async () => {
    const settings = () => vscode.workspace.getConfiguration('samUnet').inspect<string>('modelPath');
    const before = settings()?.globalValue;
    try {
      for (const [choice, used] of [
        ['Drop', before],
        ['Promote', folder],
      ] as const) {
        await answering(
          (choices) => choices.find((each) => each === choice),
          () => decide(found, ofModel(folder)),
        );
        assert.equal(settings()?.globalValue, used);
      }
    } finally {
      await vscode.workspace.getConfiguration('samUnet').update('modelPath', before, vscode.ConfigurationTarget.Global);
    }
  });
});
