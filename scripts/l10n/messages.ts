import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import ts from 'typescript';
import { root } from '../setup/paths.mjs';

/** Tags whose templates are messages; see `src/core/text/message.ts`. */
const tags = new Set(['t', 'localize']);

/** The English of every message in the product's sources, in alphabetical order. */
export async function messagesOfSources(): Promise<string[]> {
  const found = new Set<string>();
  for (const file of await sourceFiles()) {
    const text = await readFile(path.join(root, file), 'utf8');
    for (const key of messagesIn(ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true))) found.add(key);
  }
  return [...found].sort();
}

/** Sources of the product, relative to the repository. */
async function sourceFiles(): Promise<string[]> {
  const folders = await Promise.all(
    ['src', 'webview'].map(async (top) => {
      const names = await readdir(path.join(root, top), { recursive: true });
      return names.map((name) => path.posix.join(top, name.split(path.sep).join('/')));
    }),
  );
  return folders
    .flat()
    .filter((file) => /\.tsx?$/.test(file))
    .sort();
}

function messagesIn(source: ts.SourceFile): string[] {
  const keys: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTaggedTemplateExpression(node) && ts.isIdentifier(node.tag) && tags.has(node.tag.text)) {
      keys.push(keyOf(node.template));
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return keys;
}

function keyOf(template: ts.TemplateLiteral): string {
  if (ts.isNoSubstitutionTemplateLiteral(template)) return template.text;
  return template.templateSpans.reduce((key, { literal }, i) => `${key}{${i}}${literal.text}`, template.head.text);
}
