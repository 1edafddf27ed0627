import type { ToolName } from './inputs';
import { inputSchema } from './jsonSchema';
import { assistantTools } from './tools';

/** The name of a tool in VS Code, where all extensions share one list. */
export function contributedName(name: ToolName): string {
  return `sam_unet_${name}`;
}

/** What `package.json` contributes of the tools. In a window of several folders a call has to say which one it means. */
export function toolContributions(): readonly object[] {
  return assistantTools.map(({ name, description }) => {
    const { properties, ...schema } = inputSchema(name);
    return {
      name: contributedName(name),
      toolReferenceName: camelCase(name),
      displayName: `%tool.${name}.title%`,
      userDescription: `%tool.${name}.summary%`,
      modelDescription: description,
      canBeReferencedInPrompt: true,
      icon: '$(symbol-misc)',
      tags: ['medical-imaging', 'segmentation'],
      when: 'isWorkspaceTrusted && workspaceFolderCount > 0',
      inputSchema: {
        ...schema,
        properties: {
          ...(properties as object),
          workspaceFolder: {
            type: 'string',
            description: 'Name of the workspace folder, where the window has several.',
          },
        },
      },
    };
  });
}

/** The English texts of the tools for users: the part of `package.nls.json` that follows from the table. */
export function toolTexts(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    assistantTools.flatMap(({ name, title, summary }) => [
      [`tool.${name}.title`, title],
      [`tool.${name}.summary`, summary],
    ]),
  );
}

function camelCase(name: string): string {
  return name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
