/** What the pointer draws. */
export const tools = ['box', 'point', 'brush', 'eraser', 'ruler', 'area'] as const;
export type Tool = (typeof tools)[number];

/** Tools that change pixels by hand. */
export function isPaintTool(tool: Tool): tool is 'brush' | 'eraser' {
  return tool === 'brush' || tool === 'eraser';
}
