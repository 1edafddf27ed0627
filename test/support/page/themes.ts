import values from './themes.json' with { type: 'json' };

/** The themes that the page is audited in. */
export const themes = [
  { name: 'dark', label: 'Default Dark Modern', pageClass: 'vscode-dark', isLight: false },
  { name: 'light', label: 'Default Light Modern', pageClass: 'vscode-light', isLight: true },
  { name: 'high-contrast', label: 'Default High Contrast', pageClass: 'vscode-high-contrast', isLight: false },
  {
    name: 'high-contrast-light',
    label: 'Default High Contrast Light',
    pageClass: 'vscode-high-contrast-light',
    isLight: true,
  },
] as const;

export type ThemeName = (typeof themes)[number]['name'];

/** What VS Code gives to the variables of the page's style, by theme; `themes.test.ts` compares them with a real one. */
export const themeColors: Readonly<Record<ThemeName, Readonly<Record<string, string>>>> = values;
