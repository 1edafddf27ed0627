/**
 * Writes `layouts.tsv` and `vscodeKeys.tsv` again from the VS Code that the tests use:
 * `node scripts/run-ts.mjs test/support/keyboards/refresh.ts`, after its version has changed.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { workbenchUrl } from '../../../scripts/setup/codeServer.mjs';
import { cached, root } from '../../../scripts/setup/paths.mjs';
import { codeServerVersion } from '../../../scripts/setup/versions.mjs';
import { launchBrowser } from '../../harness/browser';
import { startServer } from '../../harness/server';

const folder = path.join(root, 'test', 'support', 'keyboards');
const vscode = cached('vscode-host', 'node_modules', 'code-server', 'lib', 'vscode');

/** What VS Code takes the system from. */
const agents = {
  windows: 'Windows NT 10.0; Win64; x64',
  mac: 'Macintosh; Intel Mac OS X 10_15_7',
  linux: 'X11; Linux x86_64',
};

interface Layout {
  readonly layout: Readonly<Record<string, string>>;
  /** By scan code: what the key gives alone, with Shift, with AltGr, with both; a mask; on Windows the virtual key. */
  readonly mapping: Readonly<Record<string, readonly (string | number)[]>>;
}

const sources = [
  {
    system: 'windows',
    file: 'win',
    by: 'name',
    us: '00000409',
    uk: '00000809',
    german: '00000407',
    french: '0000040C',
    polish: '00000415',
  },
  {
    system: 'mac',
    file: 'darwin',
    by: 'id',
    us: 'com.apple.keylayout.US',
    uk: 'com.apple.keylayout.British',
    german: 'com.apple.keylayout.German',
    french: 'com.apple.keylayout.French',
    polish: 'com.apple.keylayout.PolishPro',
  },
  { system: 'linux', file: 'linux', by: 'layout', us: 'us', german: 'de', french: 'fr' },
] as const;

/** XKB's layouts `gb` and `pl`, which VS Code does not carry: what differs from `us` without and with Shift. */
const linuxFromUs: Readonly<Record<string, Readonly<Record<string, readonly [string, string]>>>> = {
  uk: {
    Digit2: ['2', '"'],
    Digit3: ['3', '£'],
    Quote: ["'", '@'],
    Backquote: ['`', '¬'],
    Backslash: ['#', '~'],
    IntlBackslash: ['\\', '|'],
  },
  polish: {},
};

async function readLayouts(file: string): Promise<readonly Layout[]> {
  const folder = path.join(vscode, 'out', 'vs', 'workbench', 'services', 'keybinding', 'browser', 'keyboardLayouts');
  const module = path.join(folder, `layout.contribution.${file}.js`);
  const { KeyboardLayoutContribution } = (await import(pathToFileURL(module).href)) as {
    KeyboardLayoutContribution: { INSTANCE: { layoutInfos: readonly Layout[] } };
  };
  return KeyboardLayoutContribution.INSTANCE.layoutInfos;
}

async function layoutRows(): Promise<string[]> {
  const rows: string[] = [];
  for (const { system, file, by, ...wanted } of sources) {
    const layouts = await readLayouts(file);
    const keysOf = (value: string) => layouts.find(({ layout }) => layout[by] === value)!.mapping;
    for (const [keyboard, value] of Object.entries(wanted)) rows.push(...rowsOf(system, keyboard, keysOf(value)));
    if (system !== 'linux') continue;
    for (const [keyboard, change] of Object.entries(linuxFromUs)) {
      const plain = Object.entries(keysOf('us')).map(([code, keys]) => [code, keys.slice(0, 2)] as const);
      rows.push(...rowsOf(system, keyboard, { ...Object.fromEntries(plain), ...change }));
    }
  }
  return rows;
}

function rowsOf(system: string, keyboard: string, mapping: Layout['mapping']): string[] {
  return Object.entries(mapping)
    .filter(
      ([code, keys]) =>
        /^(Key|Digit|Minus|Equal|Bracket|Back(slash|quote)|Semicolon|Quote|Comma|Period|Slash|IntlB)/.test(code) &&
        keys.length > 0,
    )
    .map(([code, [base = '', shift = '', altGr = '', both = '', , virtualKey = '']]) =>
      [system, keyboard, code, base, shift, altGr, both, virtualKey].join('\t'),
    );
}

interface Binding {
  readonly key: string;
  readonly command: string;
  readonly when?: string;
}

/** The default keys, as VS Code lists them. */
async function readDefaults(browser: Browser, port: number, system: keyof typeof agents): Promise<Binding[]> {
  const userAgent = `Mozilla/5.0 (${agents[system]}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36`;
  const context = await browser.newContext({ userAgent, viewport: { width: 1280, height: 800 } });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  const empty = await mkdtemp(path.join(tmpdir(), 'sam-unet-empty-'));
  await page.goto(workbenchUrl(port, { folder: empty }));
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: 'Open Default Keyboard Shortcuts (JSON)' });
  await page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
  while (!(await row.isVisible())) {
    await page.keyboard.press('F1');
    await page.locator('.quick-input-widget input').first().fill('>Open Default Keyboard Shortcuts (JSON)');
    await page.waitForTimeout(2000);
  }
  await row.click();
  await page.locator('.monaco-editor .view-line', { hasText: '"key"' }).first().click();
  const modifier = system === 'mac' ? 'Meta' : 'Control';
  let text = '';
  while (!/\n\]/.test(text)) {
    await page.keyboard.press(`${modifier}+A`);
    // On a simulated Mac the browser does not know the shortcut that VS Code leaves to it.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    await page.evaluate(() => document.execCommand('copy'));
    await page.waitForTimeout(1000);
    text = await page.evaluate(() => navigator.clipboard.readText());
  }
  await page.evaluate(() => navigator.clipboard.writeText(''));
  await context.close();
  await rm(empty, { recursive: true });
  const list = text.slice(text.indexOf('['), text.search(/\n\]/) + 2);
  return JSON.parse(list.replaceAll(/^\s*\/\/.*$/gm, '')) as Binding[];
}

async function defaultRows(): Promise<string[]> {
  const server = await startServer({ extensions: [] });
  const browser = await launchBrowser();
  try {
    const rows = new Map<string, Map<string, string[]>>();
    for (const system of ['windows', 'mac', 'linux'] as const) {
      for (const { key, command, when = '' } of await readDefaults(browser, server.port, system)) {
        const row = `${command}\t${when}`;
        const keys = rows.get(row) ?? new Map<string, string[]>();
        rows.set(row, keys.set(key, [...(keys.get(key) ?? []), system]));
      }
    }
    return [...rows]
      .map(([row, keys]) => `${[...keys].map(([key, systems]) => `${systems.join('+')}: ${key}`).join(' | ')}\t${row}`)
      .sort();
  } finally {
    await browser.close();
    await server.stop();
  }
}

async function write(name: string, about: string, columns: string, rows: readonly string[]): Promise<void> {
  await writeFile(path.join(folder, name), `# ${about}\n# ${columns}\n${rows.join('\n')}\n`);
  console.log(`Wrote ${rows.length} rows to ${name}`);
}

const from = `code-server ${codeServerVersion}`;
await write(
  'layouts.tsv',
  `What the keys give. From VS Code's keyboard layouts in ${from}; linux uk and polish from XKB (gb, pl), without AltGr.`,
  ['system', 'keyboard', 'place', 'alone', 'Shift', 'AltGr', 'AltGr+Shift', 'virtual key'].join('\t'),
  await layoutRows(),
);
await write(
  'vscodeKeys.tsv',
  `The default keys of VS Code in the browser, from ${from}; desktopKeys.tsv has those that only the desktop has.`,
  ['keys by system', 'command', 'when'].join('\t'),
  await defaultRows(),
);
