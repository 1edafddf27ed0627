import { createRequire } from 'node:module';
import { bundledFile } from '../process/productPaths';
import type { McpModule } from './mcpApi';

/** Loads the SDK of the Model Context Protocol, which nothing but its server needs. @throws UserError `broken-install` */
export function loadMcp(): McpModule {
  const file = bundledFile('mcp.js');
  return createRequire(file)(file) as McpModule;
}
