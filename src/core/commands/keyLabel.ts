const names: Readonly<Record<string, string>> = {
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  pageup: 'PgUp',
  pagedown: 'PgDn',
  escape: 'Esc',
  delete: 'Del',
  '[Equal]': '=',
  '[Minus]': '-',
  '[BracketLeft]': '[',
  '[BracketRight]': ']',
  '[Period]': '.',
  '[Comma]': ',',
  numpad_add: 'Num +',
  numpad_subtract: 'Num -',
};

const macNames: Readonly<Record<string, string>> = {
  ...names,
  ctrl: '⌃',
  alt: '⌥',
  shift: '⇧',
  cmd: '⌘',
  enter: '↩',
  backspace: '⌫',
  delete: '⌦',
};

/** A key in words, as VS Code shows it: `alt+m g` is `Alt+M G`, on a Mac `⌥M G`. Places are named as on a US keyboard. */
export function keyLabel(key: string, isMac: boolean): string {
  return key
    .split(' ')
    .map((stroke) =>
      (stroke === 'shift+/' ? '?' : stroke)
        .split('+')
        .map((part) => (isMac ? macNames : names)[part] ?? plainName(part))
        .join(isMac ? '' : '+'),
    )
    .join(' ');
}

/** `b` is B, `[Digit1]` is 1, `space` is Space. */
function plainName(part: string): string {
  return part.replace(/^\[(?:Digit|Key)(.)\]$/, '$1').replace(/^./, (first) => first.toUpperCase());
}
