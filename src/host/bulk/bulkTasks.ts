import * as vscode from 'vscode';
import { taskArguments } from '../../core/bulk/taskArguments';
import { listRuns } from '../../node/bulk/runFolder';
import { bundledFile } from '../../node/process/productPaths';
import { readInferenceSettings, readSeriesMode } from '../config';
import { localize } from '../l10n/localize';
import { CommandTerminal } from './commandTerminal';
import type { QueueCredentials } from './queueCredentials';

const type = 'sam-unet';

/** Tasks that run `sam-unet masks` in a terminal, with the options and the journal of the command. */
class BulkTasks implements vscode.TaskProvider {
  readonly #credentials: QueueCredentials;

  constructor(credentials: QueueCredentials) {
    this.#credentials = credentials;
  }

  async provideTasks(): Promise<vscode.Task[]> {
    const tasks: vscode.Task[] = [];
    for (const folder of vscode.workspace.workspaceFolders ?? []) {
      tasks.push(
        this.#taskOf(
          { type, folder: folder.uri.fsPath, whole: true },
          folder,
          localize`generate masks of whole images`,
        ),
      );
      const open = (await listRuns(folder.uri.fsPath)).some(({ state }) => state === 'open');
      if (open)
        tasks.push(
          this.#taskOf({ type, folder: folder.uri.fsPath, resume: true }, folder, localize`resume generating masks`),
        );
    }
    return tasks;
  }

  resolveTask(task: vscode.Task): vscode.Task {
    return this.#taskOf(task.definition, task.scope ?? vscode.TaskScope.Workspace, task.name);
  }

  #taskOf(
    definition: vscode.TaskDefinition,
    scope: vscode.WorkspaceFolder | vscode.TaskScope,
    name: string,
  ): vscode.Task {
    const args = [bundledFile('cli.js'), ...taskArguments(withSeries(definition)), ...modelArguments()];
    return new vscode.Task(definition, scope, name, 'SAM-UNet', this.#execution(definition, args));
  }

  #execution({ queue }: vscode.TaskDefinition, args: string[]): vscode.ProcessExecution | vscode.CustomExecution {
    if (typeof queue === 'string') {
      const environment = (): Promise<NodeJS.ProcessEnv> => this.#credentials.environment(queue);
      return new vscode.CustomExecution(() => Promise.resolve(new CommandTerminal(args, environment)));
    }
    // The desktop's own program is an Electron, which runs as Node on request.
    return new vscode.ProcessExecution(process.execPath, args, { env: { ELECTRON_RUN_AS_NODE: '1' } });
  }
}

function modelArguments(): string[] {
  const { modelDir, device, threads } = readInferenceSettings();
  return ['--model', modelDir, '--device', device, ...(threads === undefined ? [] : ['--threads', `${threads}`])];
}

/** A resumed run keeps the options it was started with. */
function withSeries(definition: vscode.TaskDefinition): vscode.TaskDefinition {
  const isNew = definition['resume'] === undefined || definition['resume'] === false;
  return isNew && readSeriesMode() === 'single' ? { single: true, ...definition } : definition;
}

export function registerBulkTasks(credentials: QueueCredentials): vscode.Disposable {
  return vscode.tasks.registerTaskProvider(type, new BulkTasks(credentials));
}
