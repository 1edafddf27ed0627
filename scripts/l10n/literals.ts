import ts from 'typescript';

/** Properties of what VS Code shows, by the names of its API, and of `UserError`. */
const shownProperties = new Set([
  ...['title', 'label', 'description', 'detail', 'tooltip', 'placeHolder', 'placeholder', 'prompt', 'message', 'text'],
  ...['openLabel', 'saveLabel', 'problem', 'advice'],
]);
/** Attributes of elements that users see or hear. */
const shownAttributes = new Set(['title', 'alt', 'placeholder', 'aria-label', 'aria-valuetext', 'aria-description']);
const showsMessage = /^show(Information|Warning|Error)Message$/;

/** A text that is shown and that no translation can reach. */
export interface Literal {
  readonly line: number;
  readonly text: string;
}

/** Finds literals where a source shows text: in calls and properties of VS Code’s API, in `UserError` and in JSX. */
export function shownLiterals(source: ts.SourceFile): Literal[] {
  const found: Literal[] = [];
  const check = (expression: ts.Node | undefined): void => {
    if (expression === undefined) return;
    for (const [at, text] of literalsOf(expression)) {
      if (hasWords(text)) found.push(literalAt(source, [at, text]));
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node)) check(node);
    else if (ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent)) check(node.expression);
    else if (ts.isJsxAttribute(node) && shownAttributes.has(node.name.getText(source))) check(node.initializer);
    else if (ts.isPropertyAssignment(node) && shownProperties.has(nameOf(node.name))) check(node.initializer);
    else if (isAssignment(node) && ts.isPropertyAccessExpression(node.left)) {
      if (shownProperties.has(node.left.name.text)) check(node.right);
    } else if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      if (showsMessage.test(node.expression.name.text)) node.arguments.forEach(check);
    } else if (ts.isNewExpression(node) && /\.TreeItem$/.test(node.expression.getText(source))) {
      check(node.arguments?.[0]);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Finds texts of errors that no translation can reach, in sources whose other literals are not shown. */
export function errorLiterals(source: ts.SourceFile): Literal[] {
  const found: Literal[] = [];
  const visit = (node: ts.Node): void => {
    const texts = ts.isCallExpression(node) && node.expression.getText(source) === 'verbatim' ? node.arguments : [];
    const inError =
      ts.isNewExpression(node) && node.expression.getText(source) === 'UserError' ? (node.arguments ?? []) : [];
    for (const text of texts.flatMap(literalsOf)) found.push(literalAt(source, text));
    for (const details of [...inError].filter(ts.isObjectLiteralExpression)) {
      for (const property of details.properties.filter(ts.isPropertyAssignment)) {
        if (!['problem', 'advice'].includes(nameOf(property.name))) continue;
        for (const text of literalsOf(property.initializer)) found.push(literalAt(source, text));
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found.filter(({ text }) => hasWords(text));
}

function literalAt(source: ts.SourceFile, [at, text]: readonly [at: number, text: string]): Literal {
  return { line: source.getLineAndCharacterOfPosition(at).line + 1, text };
}

/** The literals that an expression may have as its value or a part of it. What calls and tagged templates make is theirs. */
function literalsOf(node: ts.Node): (readonly [at: number, text: string])[] {
  if (ts.isStringLiteralLike(node) || ts.isJsxText(node)) return [[node.getStart(), node.text]];
  if (ts.isTemplateExpression(node)) {
    const parts = [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)];
    return [
      [node.getStart(), parts.join(' ')] as const,
      ...node.templateSpans.flatMap(({ expression }) => literalsOf(expression)),
    ];
  }
  if (ts.isConditionalExpression(node)) return [node.whenTrue, node.whenFalse].flatMap(literalsOf);
  if (ts.isBinaryExpression(node)) {
    const isCondition = node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken;
    return joins.has(node.operatorToken.kind)
      ? [...(isCondition ? [] : [node.left]), node.right].flatMap(literalsOf)
      : [];
  }
  if (ts.isParenthesizedExpression(node) || ts.isJsxExpression(node)) {
    return node.expression === undefined ? [] : literalsOf(node.expression);
  }
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    return node.expression.name.text === 'join' ? literalsOf(node.expression.expression) : [];
  }
  if (ts.isArrayLiteralExpression(node)) return node.elements.flatMap(literalsOf);
  return ts.isSpreadElement(node) ? literalsOf(node.expression) : [];
}

const joins = new Set([
  ...[ts.SyntaxKind.PlusToken, ts.SyntaxKind.BarBarToken, ts.SyntaxKind.QuestionQuestionToken],
  ts.SyntaxKind.AmpersandAmpersandToken,
]);

/** Whether a text has words to translate: more than icons, units, and names that are the same in every language. */
function hasWords(text: string): boolean {
  const plain = text.replace(/\$\([\w~-]+\)/g, '').replace(/\b(SAM-UNet|VS Code|px|mm|ms|MB)\b/g, '');
  return /\p{L}{2}/u.test(plain);
}

function isAssignment(node: ts.Node): node is ts.BinaryExpression {
  return ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
}

function nameOf(name: ts.PropertyName): string {
  return ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : '';
}
