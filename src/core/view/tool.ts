/** What the pointer draws. */
export const tools = ['box', 'point', 'ruler', 'area'] as const;
export type Tool = (typeof tools)[number];
