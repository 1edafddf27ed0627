import * as vscode from 'vscode';
import { assistantName } from '../../core/assistants/assistantName';
import { contributedName } from '../../core/assistants/contributions';
import type { ToolName } from '../../core/assistants/inputs';
import { assistantTools, type AssistantTool } from '../../core/assistants/tools';
import { neverCancelled } from '../../core/base/cancellation';
import { callTool, questionOf } from '../../node/assistants/handlers';
import type { Catalogue } from '../catalogue';
import { localize, localized } from '../l10n/localize';
import { workspaceContext } from './workspaceContext';

interface Input {
  readonly workspaceFolder?: unknown;
}

/** Registers the tools of assistants with VS Code, once the workspace is trusted. */
export function registerLanguageModelTools(catalogue: Catalogue): vscode.Disposable {
  const registered: vscode.Disposable[] = [];
  const register = (): void => {
    for (const tool of assistantTools) {
      registered.push(vscode.lm.registerTool(contributedName(tool.name), new WorkspaceTool(tool, catalogue)));
    }
  };
  if (vscode.workspace.isTrusted) register();
  else registered.push(vscode.workspace.onDidGrantWorkspaceTrust(register));
  return {
    dispose: () => {
      for (const each of registered) each.dispose();
    },
  };
}

class WorkspaceTool implements vscode.LanguageModelTool<Input> {
  readonly #tool: AssistantTool;
  readonly #catalogue: Catalogue;

  constructor(tool: AssistantTool, catalogue: Catalogue) {
    this.#tool = tool;
    this.#catalogue = catalogue;
  }

  /** Has VS Code ask the user before a tool writes. What is wrong with a call is said by {@link invoke}. */
  async prepareInvocation({
    input,
  }: vscode.LanguageModelToolInvocationPrepareOptions<Input>): Promise<vscode.PreparedToolInvocation> {
    const { name, writes } = this.#tool;
    if (!writes) return {};
    return { confirmationMessages: { title: 'SAM-UNet', message: await this.#question(name, input) } };
  }

  async invoke(
    { input, toolInvocationToken }: vscode.LanguageModelToolInvocationOptions<Input>,
    token: vscode.CancellationToken,
  ): Promise<vscode.LanguageModelToolResult> {
    const { folder, rest } = parts(input);
    const context = workspaceContext({ folder, assistant: caller(toolInvocationToken), token }, this.#catalogue);
    const answer = await callTool(this.#tool.name, rest, context);
    return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(JSON.stringify(answer))]);
  }

  async #question(name: ToolName, input: Input): Promise<string> {
    const { folder, rest } = parts(input);
    try {
      const call = { folder, assistant: vscode.env.appName, token: neverCancelled };
      const question = await questionOf(name, rest, workspaceContext(call, this.#catalogue));
      if (question !== undefined) return localized(question);
    } catch (error) {
      this.#catalogue.log.debug(`No question about ${name}: ${String(error)}`);
    }
    return localize`May the assistant use this tool?`;
  }
}

/** VS Code does not say which model asks, only whether it is its chat. */
function caller(chat: unknown): string {
  const { appName } = vscode.env;
  return assistantName(chat === undefined ? `${appName} (another extension)` : `${appName} (chat)`);
}

function parts(input: Input): { readonly folder: string | undefined; readonly rest: object } {
  const { workspaceFolder, ...rest } = input;
  return { folder: typeof workspaceFolder === 'string' ? workspaceFolder : undefined, rest };
}
