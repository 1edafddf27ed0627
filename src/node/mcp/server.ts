import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { messageOf } from '../../core/base/error';
import type { McpModule, ServedCall } from './mcpApi';

/** Milliseconds that a user may take to answer. */
const patience = 10 * 60_000;

/** Tools over the Model Context Protocol. The SDK's own registry wants schemas of another library, so that requests are handled here. */
export const serve: McpModule['serve'] = async ({ version, instructions, tools, call }) => {
  const { server } = new McpServer(
    { name: 'sam-unet', title: 'SAM-UNet', version },
    { capabilities: { tools: {} }, instructions },
  );
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: tools.map(({ writes, title, ...tool }) => ({
      ...{ ...tool, title },
      annotations: { title, readOnlyHint: !writes, destructiveHint: false, openWorldHint: false },
    })),
  }));
  const ask: ServedCall['ask'] = async (message) => {
    if (server.getClientCapabilities()?.elicitation === undefined) return 'unable';
    const requestedSchema = { type: 'object', properties: {} } as const;
    const { action } = await server.elicitInput({ message, requestedSchema }, { timeout: patience });
    return action === 'accept' ? 'yes' : 'no';
  };
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal, sendNotification, _meta }) => {
    const { name, arguments: input } = params;
    const known = server.getClientVersion();
    const progressToken = _meta?.progressToken;
    try {
      const answer = await call({
        ...{ name, input, signal, ask },
        client: known?.title ?? known?.name,
        onProgress: (progress, total) => {
          if (progressToken === undefined) return;
          void sendNotification({ method: 'notifications/progress', params: { progressToken, progress, total } });
        },
      });
      return { content: [{ type: 'text', text: JSON.stringify(answer) }] };
    } catch (error) {
      return { content: [{ type: 'text', text: messageOf(error) }], isError: true };
    }
  });
  const closed = new Promise<void>((resolve) => {
    server.onclose = resolve;
    process.stdin.once('end', resolve).once('close', resolve);
  });
  await server.connect(new StdioServerTransport());
  await closed;
  await server.close();
};
