import { afterAll, afterEach, beforeAll } from 'vitest';
import { makeWorkspace, type Workspace } from './workspace';
import { Workbench } from './workbench';

export interface WorkbenchFixture {
  readonly workbench: Workbench;
  readonly workspace: Workspace;
}

/**
 * One window of VS Code for all tests of a file, on a workspace of copies of the named sample files (all when none is named).
 * A failed test leaves a screenshot and the server's log among the artifacts.
 */
export function useWorkbench(options: {
  files?: readonly string[];
  settings?: Readonly<Record<string, unknown>>;
  workspaceTrust?: boolean;
  /** Takes a server of its own, which can crash and has the environment of the tests. */
  ownServer?: boolean;
  /** Display language of extensions. */
  language?: string;
  /** Puts more into the workspace before it is opened. */
  prepare?: (workspace: Workspace) => Promise<void>;
}): WorkbenchFixture {
  let workspace: Workspace | undefined;
  let workbench: Workbench | undefined;
  beforeAll(async () => {
    workspace = await makeWorkspace(...(options.files ?? []));
    await options.prepare?.(workspace);
    const { settings = {}, workspaceTrust = false, ownServer = false, language } = options;
    const window = { folder: workspace.folder, settings, language };
    workbench =
      workspaceTrust || ownServer
        ? await Workbench.open({ ...window, workspaceTrust })
        : await Workbench.openShared(window);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await workbench?.keepEvidence(task.name);
  });
  afterAll(async () => {
    await workbench?.close();
    await workspace?.remove();
  });
  return {
    get workbench() {
      return started(workbench);
    },
    get workspace() {
      return started(workspace);
    },
  };
}

function started<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The workbench is there only while the tests of the file run.');
  return value;
}
