// What the formula editor needs to know about the text while it is typed: tokens to colour, the word under the caret to
// complete, and where a diagnostic of the server lies. The server alone decides whether a formula is right.

export type TokenKind = 'number' | 'name' | 'function' | 'operator' | 'paren' | 'comma' | 'space' | 'unknown';

export interface Token {
  kind: TokenKind;
  from: number;
  to: number;
  text: string;
}

const NUMBER = /\d+(?:\.\d+)?(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?/iy;
const WORD = /[\p{L}_][\p{L}\p{N}_]*/uy;
const QUOTED = /`[^`]*`?/y;
const SPACE = /\s+/y;
const OPERATOR = /<=|>=|==|!=|<>|[+\-*/<>=＋－−–×＊÷／＜＞＝≤≥≠]/y;
const VERSION = /@\d+/y;

function match(re: RegExp, src: string, at: number): string | null {
  re.lastIndex = at;
  const m = re.exec(src);
  return m ? m[0] : null;
}

/**
 * Cuts a formula into tokens that cover every character once. `known` says which hyphenated names are one name
 * ("sl-off"); the longest known one is taken.
 */
export function tokenize(src: string, known: (name: string) => boolean = () => false): Token[] {
  const out: Token[] = [];
  let at = 0;
  const push = (kind: TokenKind, length: number) => {
    out.push({ kind, from: at, to: at + length, text: src.slice(at, at + length) });
    at += length;
  };
  while (at < src.length) {
    const space = match(SPACE, src, at);
    if (space) {
      push('space', space.length);
      continue;
    }
    const quoted = match(QUOTED, src, at);
    if (quoted) {
      const version = match(VERSION, src, at + quoted.length);
      push(quoted.length > 1 && quoted.endsWith('`') ? 'name' : 'unknown', quoted.length + (version?.length ?? 0));
      continue;
    }
    const number = match(NUMBER, src, at);
    if (number) {
      push('number', number.length);
      continue;
    }
    const first = match(WORD, src, at);
    if (first) {
      let length = first.length;
      // names with hyphens: take parts while some longer candidate is known
      let end = at + length;
      while (src[end] === '-') {
        const part = match(/[\p{L}\p{N}_]+/uy, src, end + 1);
        if (!part) break;
        end += 1 + part.length;
        if (known(src.slice(at, end).toLowerCase())) length = end - at;
      }
      const version = match(VERSION, src, at + length);
      if (version) length += version.length;
      const rest = src.slice(at + length);
      push(/^\s*[(（]/.test(rest) && !version ? 'function' : 'name', length);
      continue;
    }
    const operator = match(OPERATOR, src, at);
    if (operator) {
      push('operator', operator.length);
      continue;
    }
    const c = src[at] as string;
    if ('()（）'.includes(c)) push('paren', 1);
    else if (',，、'.includes(c)) push('comma', 1);
    else {
      const cp = src.codePointAt(at) ?? 0;
      push('unknown', cp > 0xffff ? 2 : 1);
    }
  }
  return out;
}

/** The start of a name under the caret, to be completed; null when the caret does not touch one. */
export function wordAt(src: string, caret: number): { from: number; to: number; text: string } | null {
  let from = caret;
  while (from > 0 && /[\p{L}\p{N}_\-`]/u.test(src[from - 1] as string)) from--;
  let to = caret;
  while (to < src.length && /[\p{L}\p{N}_\-`@]/u.test(src[to] as string)) to++;
  // a leading hyphen is a minus, not part of the name
  while (from < caret && src[from] === '-') from++;
  const text = src.slice(from, caret);
  if (text === '' || /^\d/.test(text)) return null;
  return { from, to, text };
}

export interface Word {
  id: string;
  name: string;
  kind: 'measure' | 'metric' | 'function';
  hint?: string;
}

/** Words that fit what was typed, best first: by id prefix, then by name, then anywhere. */
export function complete(words: readonly Word[], typed: string, limit = 12): Word[] {
  const t = typed.toLowerCase().replace(/`/g, '');
  if (!t) return words.slice(0, limit);
  const rank = (w: Word): number => {
    const id = w.id.toLowerCase();
    const name = w.name.toLowerCase();
    if (id === t) return 0;
    if (id.startsWith(t)) return 1;
    if (name.startsWith(t)) return 2;
    if (id.split(/[_-]/).some((p) => p.startsWith(t))) return 3;
    if (id.includes(t) || name.includes(t)) return 4;
    return 9;
  };
  return words
    .map((w, i) => ({ w, i, r: rank(w) }))
    .filter((x) => x.r < 9)
    .sort((a, b) => a.r - b.r || a.w.id.length - b.w.id.length || a.i - b.i)
    .slice(0, limit)
    .map((x) => x.w);
}

/** Puts a chosen word in place of the one being typed; a function gets its parenthesis. */
export function insertWord(
  src: string,
  at: { from: number; to: number } | null,
  caret: number,
  word: Word,
): { text: string; caret: number } {
  const from = at?.from ?? caret;
  const to = at?.to ?? caret;
  const id = word.kind === 'function' ? `${word.id}(` : word.id;
  const tail = src.slice(to);
  const add = word.kind === 'function' && tail.startsWith('(') ? word.id : id;
  const text = src.slice(0, from) + add + tail;
  return { text, caret: from + add.length + (add === word.id && word.kind === 'function' ? 1 : 0) };
}

export interface Diagnostic {
  from: number;
  to: number;
  severity?: 'error' | 'warning';
  code: string;
  message: string;
  subject?: string;
  suggestion?: string;
}

/** Diagnostics inside the text as it stands; an empty span is widened to one character so it can be seen. */
export function placed(src: string, list: readonly Diagnostic[]): Diagnostic[] {
  return list.map((d) => {
    let from = Math.min(Math.max(0, d.from), src.length);
    let to = Math.min(Math.max(from, d.to), src.length);
    if (to === from) {
      if (from >= src.length) from = Math.max(0, src.length - 1);
      to = Math.min(src.length, from + 1);
    }
    return { ...d, from, to };
  });
}
