/** Tools that draw an area of pixels at once, or a scribble for the model. */
const areaTools = ['lasso', 'polygon', 'fill', 'wand', 'threshold', 'scribble'] as const;
export type AreaTool = (typeof areaTools)[number];

/** What the pointer draws. */
export const tools = ['box', 'point', 'brush', 'eraser', ...areaTools, 'ruler', 'area'] as const;
export type Tool = (typeof tools)[number];

/** Tools that paint pixels along a stroke. */
export function isPaintTool(tool: Tool): tool is 'brush' | 'eraser' {
  return tool === 'brush' || tool === 'eraser';
}

export function isAreaTool(tool: Tool): tool is AreaTool {
  return areaTools.some((each) => each === tool);
}

/** Tools that change pixels by hand, and so leave the prompt of an object out of view. */
export function isHandTool(tool: Tool): boolean {
  return isPaintTool(tool) || (isAreaTool(tool) && tool !== 'scribble');
}

/** Tools that change nothing and say how long or large something is. */
export function isMeasuringTool(tool: Tool): tool is 'ruler' | 'area' {
  return tool === 'ruler' || tool === 'area';
}
