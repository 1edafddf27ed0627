import { stat } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import { assistantName } from '../../core/assistants/assistantName';
import { inputSchema } from '../../core/assistants/jsonSchema';
import { assistantTools, instructions, isToolName } from '../../core/assistants/tools';
import { UserError } from '../../core/base/error';
import { english, verbatim } from '../../core/text/message';
import { callTool, questionOf } from '../../node/assistants/handlers';
import { DatasetClient } from '../../node/dataset/datasetClient';
import { InTurn } from '../../node/dataset/inTurn';
import { InferenceClient } from '../../node/inference/inferenceClient';
import { loadMcp } from '../../node/mcp/loadMcp';
import type { ServedCall } from '../../node/mcp/mcpApi';
import { folderContext } from '../mcp/folderContext';
import { tokenOf } from '../mcp/tokenOf';
import { inferenceSettings, modelOptions, type ModelOptions } from '../options';
import { terminal } from '../terminal';

interface McpOptions extends ModelOptions {
  readonly clientConfirms?: true;
}

export function mcpCommand(version: string): Command {
  const command = new Command('mcp')
    .description('serve the images of a folder to an assistant, over the Model Context Protocol on stdin and stdout')
    .argument('[folder]', 'folder that the assistant may see and write into', '.')
    .option(
      '--client-confirms',
      'write without asking through the client, for clients that ask the user before each call themselves',
    );
  for (const option of modelOptions()) command.addOption(option);
  return command
    .addHelpText(
      'after',
      '\nAn assistant can propose masks, never accept them; what it makes can be undone as a run (docs/assistants.md).\n',
    )
    .action((folder: string, options: McpOptions) => mcp(path.resolve(folder), options, version));
}

async function mcp(folder: string, options: McpOptions, version: string): Promise<void> {
  await checkFolder(folder);
  const client = new InferenceClient(inferenceSettings(options));
  const dataset = new DatasetClient({ roots: [folder], series: 'whole' });
  const inTurn = new InTurn();
  const ending = new AbortController();
  const call = async (served: ServedCall): Promise<object> => {
    const { name, input, ask } = served;
    if (!isToolName(name)) throw new UserError('bad-input', { problem: verbatim(`There is no tool ${name}.`) });
    const token = tokenOf(AbortSignal.any([served.signal, ending.signal]));
    const assistant = assistantName(served.client);
    const context = folderContext(
      { folder, assistant, token, onProgress: served.onProgress },
      { client, dataset, options },
    );
    const question = await questionOf(name, input, context);
    if (question === undefined) return callTool(name, input, context);
    if (options.clientConfirms !== true) refuseUnlessYes(await ask(english(question)));
    return inTurn.run('write', () => callTool(name, input, context));
  };
  const tools = assistantTools.map((tool) => ({ ...tool, inputSchema: inputSchema(tool.name) }));
  terminal.warn(`Serving ${folder} to an assistant; end with Ctrl+C.`);
  try {
    await loadMcp().serve({ version, instructions, tools, call });
  } finally {
    ending.abort();
    await inTurn.run('write', () => Promise.resolve());
    dataset.dispose();
    client.dispose();
  }
}

async function checkFolder(folder: string): Promise<void> {
  const isFolder = await stat(folder).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  if (isFolder) return;
  throw new UserError('not-found', {
    file: folder,
    problem: verbatim('There is no such folder.'),
    advice: verbatim('Name the folder with the images.'),
  });
}

/** @throws UserError `cancelled`, or `bad-input` where the client cannot ask */
function refuseUnlessYes(answer: 'yes' | 'no' | 'unable'): void {
  if (answer === 'yes') return;
  if (answer === 'no') throw new UserError('cancelled', { problem: verbatim('The user has declined.') });
  throw new UserError('bad-input', {
    problem: verbatim('This client cannot ask the user, so nothing is written.'),
    advice: verbatim(
      'If the client itself asks the user before each call, the user can start the server with --client-confirms.',
    ),
  });
}
