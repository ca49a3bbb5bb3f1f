import { describe, expect, it } from 'vitest';
import { complete, insertWord, placed, tokenize, type Word, wordAt } from './formulaTokens';

const known = (n: string) => ['sl-off', 'answer-rate'].includes(n);
const kinds = (src: string) =>
  tokenize(src, known)
    .filter((t) => t.kind !== 'space')
    .map((t) => `${t.kind}:${t.text}`);

describe('formula tokens', () => {
  it('reads names, numbers and signs', () => {
    expect(kinds('talk_ms / answered / 1000')).toEqual([
      'name:talk_ms',
      'operator:/',
      'name:answered',
      'operator:/',
      'number:1000',
    ]);
  });
  it('keeps known names with hyphens whole, others are a minus', () => {
    expect(kinds('sl-off - a-b')).toEqual(['name:sl-off', 'operator:-', 'name:a', 'operator:-', 'name:b']);
    expect(kinds('sl-off@2*`answer-rate`')).toEqual(['name:sl-off@2', 'operator:*', 'name:`answer-rate`']);
  });
  it('reads functions and the signs of a Chinese keyboard', () => {
    expect(kinds('if（offered ≥ 20，sl-off）')).toEqual([
      'function:if',
      'paren:（',
      'name:offered',
      'operator:≥',
      'number:20',
      'comma:，',
      'name:sl-off',
      'paren:）',
    ]);
  });
  it('covers every character once, whatever is typed', () => {
    for (const src of ['', '1..2', '`open', '😀+接起量%', '((((', 'a\u0000b', '1e3e', '-- -', '@2', '\n\t']) {
      const t = tokenize(src, known);
      expect(t.map((x) => x.text).join('')).toBe(src);
      t.forEach((x, i) => expect(x.from).toBe(i ? t[i - 1]?.to : 0));
    }
  });
});

const words: Word[] = [
  { id: 'answered', name: '接起量', kind: 'measure' },
  { id: 'answered_within', name: '阈值内接起量', kind: 'measure' },
  { id: 'talk_ms', name: '通话总时长', kind: 'measure' },
  { id: 'abs', name: 'abs(x)', kind: 'function' },
];

describe('completion', () => {
  it('finds the word at the caret', () => {
    expect(wordAt('talk_ms / ans', 13)).toEqual({ from: 10, to: 13, text: 'ans' });
    expect(wordAt('1000', 4)).toBeNull();
    expect(wordAt('a + ', 4)).toBeNull();
    expect(wordAt('-ans', 4)?.from).toBe(1);
  });
  it('ranks prefixes before the rest and finds Chinese names', () => {
    expect(complete(words, 'an').map((w) => w.id)).toEqual(['answered', 'answered_within']);
    expect(complete(words, '接起').map((w) => w.id)[0]).toBe('answered');
    expect(complete(words, 'ms').map((w) => w.id)).toEqual(['talk_ms']);
    expect(complete(words, 'zzz')).toEqual([]);
  });
  it('puts the word in place', () => {
    const src = 'talk_ms / ans * 2';
    expect(insertWord(src, wordAt(src, 13), 13, words[0] as Word)).toEqual({ text: 'talk_ms / answered * 2', caret: 18 });
    expect(insertWord('ab', wordAt('ab', 2), 2, words[3] as Word)).toEqual({ text: 'abs(', caret: 4 });
  });
});

describe('diagnostics', () => {
  it('makes an empty span visible', () => {
    expect(placed('a +', [{ from: 3, to: 3, code: 'formula.expected_operand', message: '' }])[0]).toMatchObject({ from: 2, to: 3 });
    expect(placed('ab', [{ from: 1, to: 99, code: 'x', message: '' }])[0]).toMatchObject({ from: 1, to: 2 });
    expect(placed('', [{ from: 0, to: 0, code: 'formula.empty', message: '' }])[0]).toMatchObject({ from: 0, to: 0 });
  });
});
