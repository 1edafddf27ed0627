import * as vscode from 'vscode';
import { taskArguments } from '../../core/bulk/taskArguments';
import { listRuns } from '../../node/bulk/runFolder';
import { bundledFile } from '../../node/process/productPaths';
import { readInferenceSettings, readSeriesMode } from '../config';
import { localize } from '../l10n/localize';

const type = 'sam-unet';

/** Tasks that run `sam-unet masks` in a terminal, with the options and the journal of the command. */
class BulkTasks implements vscode.TaskProvider {
  async provideTasks(): Promise<vscode.Task[]> {
    const tasks: vscode.Task[] = [];
    for (const folder of vscode.workspace.workspaceFolders ?? []) {
      tasks.push(
        taskOf({ type, folder: folder.uri.fsPath, whole: true }, folder, localize`generate masks of whole images`),
      );
      const open = (await listRuns(folder.uri.fsPath)).some(({ state }) => state === 'open');
      if (open)
        tasks.push(
          taskOf({ type, folder: folder.uri.fsPath, resume: true }, folder, localize`resume generating masks`),
        );
    }
    return tasks;
  }

  resolveTask(task: vscode.Task): vscode.Task {
    return taskOf(task.definition, task.scope ?? vscode.TaskScope.Workspace, task.name);
  }
}

function taskOf(
  definition: vscode.TaskDefinition,
  scope: vscode.WorkspaceFolder | vscode.TaskScope,
  name: string,
): vscode.Task {
  const { modelDir, device, threads } = readInferenceSettings();
  const model = [
    '--model',
    modelDir,
    '--device',
    device,
    ...(threads === undefined ? [] : ['--threads', `${threads}`]),
  ];
  const execution = new vscode.ProcessExecution(
    process.execPath,
    [bundledFile('cli.js'), ...taskArguments(withSeries(definition)), ...model],
    // The desktop's own program is an Electron, which runs as Node on request.
    { env: { ELECTRON_RUN_AS_NODE: '1' } },
  );
  return new vscode.Task(definition, scope, name, 'SAM-UNet', execution);
}

/** A resumed run keeps the options it was started with. */
function withSeries(definition: vscode.TaskDefinition): vscode.TaskDefinition {
  const isNew = definition['resume'] === undefined || definition['resume'] === false;
  return isNew && readSeriesMode() === 'single' ? { single: true, ...definition } : definition;
}

export function registerBulkTasks(): vscode.Disposable {
  return vscode.tasks.registerTaskProvider(type, new BulkTasks());
}
