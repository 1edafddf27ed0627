import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { errorLiterals, shownLiterals, type Literal } from '../../../scripts/l10n/literals';
import { root } from '../../../scripts/setup/paths.mjs';

type Search = (source: ts.SourceFile) => Literal[];

const literals = (text: string, search: Search = shownLiterals, name = 'source.tsx'): string[] =>
  search(ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true)).map(
    (literal) => `${literal.line}: ${literal.text.trim()}`,
  );

const sourcesIn = (...folders: readonly string[]): string[] =>
  folders.flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /(?<!\.d)\.tsx?$/.test(file))
      .map((file) => path.join(folder, file)),
  );

describe('the sources of the user interface', () => {
  it.each(sourcesIn('src/host', 'webview'))('%s shows no text that cannot be translated', (file) => {
    expect(literals(readFileSync(path.join(root, file), 'utf8'), shownLiterals, file)).toEqual([]);
  });
});

describe('the errors of core and node', () => {
  it('have no text that cannot be translated', () => {
    const found = sourcesIn('src/core', 'src/node').flatMap((file) =>
      literals(readFileSync(path.join(root, file), 'utf8'), errorLiterals, file).map((text) => `${file}:${text}`),
    );
    expect(found).toEqual([]);
  });

  it.each([
    ['throw new UserError("damaged", { file, problem: "It ends." });', 'It ends.'],
    ['throw new UserError("damaged", { problem: t`A.`, advice: ok ? t`B.` : `Copy ${it}.` });', 'Copy  .'],
    ['throw damaged(verbatim("It is broken."));', 'It is broken.'],
  ])('are found in %s', (text, shown) => {
    expect(literals(text, errorLiterals)).toEqual([`1: ${shown}`]);
  });
});

describe('the search for literals', () => {
  it.each([
    ['void vscode.window.showErrorMessage("It failed.");', 'It failed.'],
    ['window.showInformationMessage(text, "Show Log");', 'Show Log'],
    ['window.showQuickPick(items, { placeHolder: "Select one" });', 'Select one'],
    ['window.withProgress({ title: isNew ? "Starting" : t.resume }, work);', 'Starting'],
    ['window.showInputBox({ prompt: `Enter ${name}.` });', 'Enter  .'],
    ['const items = [{ label: "$(add) New", run }];', '$(add) New'],
    ['item.tooltip = count > 0 ? localize`Some` : `None ` + name;', 'None'],
    ['status.text = ["$(info)", "Ready"].join(" ");', 'Ready'],
    ['const item = new vscode.TreeItem("More");', 'More'],
    ['throw new UserError("bad-input", { problem: "No image.", advice: t`Open one.` });', 'No image.'],
    ['const page = <p>Opening…</p>;', 'Opening…'],
    ['const page = <p>{isOpen && "Open"}</p>;', 'Open'],
    ['const page = <div aria-label="Keys" class="help" />;', 'Keys'],
  ])('finds what %s shows', (text, shown) => {
    expect(literals(text)).toEqual([`1: ${shown}`]);
  });

  it.each([
    'window.showErrorMessage(localize`It failed.`, ...actions);',
    'const item = { label: `$(add) ${localize`New`}`, command: "samUnet.open", title };',
    'item.text = `$(info) SAM-UNet · ${name} · 3 px`;',
    'const page = <p class="text strong">{localize`Opening…`} 1 / 2</p>;',
    'log.info("Started");',
  ])('accepts %s', (text) => {
    expect(literals(text)).toEqual([]);
  });
});
