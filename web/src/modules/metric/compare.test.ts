import { describe, expect, it } from 'vitest';
import { cellDelta, deltaOf, deltaText } from './compare';

describe('comparison', () => {
  it('writes percentages in points', () => {
    const d = deltaOf(81.4, 80.3, 'percent', 'up');
    expect(d?.kind).toBe('pt');
    expect(d?.better).toBe(true);
    expect(deltaText(d, 'zh')).toBe('▲1.1pt');
    expect(deltaText(d, 'en')).toBe('+1.1 pp');
  });
  it('writes counts and times in per cent', () => {
    const d = deltaOf(90, 120, 'seconds', 'down');
    expect(deltaText(d, 'zh')).toBe('▼25.0%');
    expect(deltaText(d, 'en')).toBe('−25.0%');
    expect(d?.better).toBe(true);
  });
  it('does not judge what has no direction', () => {
    expect(deltaOf(2, 1, 'count', 'none')?.better).toBeNull();
    expect(deltaOf(80.01, 80, 'percent', 'up')?.better).toBeNull();
  });
  it('says nothing where nothing can be said', () => {
    expect(deltaOf(null, 1, 'count', 'up')).toBeNull();
    expect(cellDelta({ value: 5, num: 5, den: 1 }, 'count', 'up')).toBeNull();
    const d = deltaOf(5, 0, 'count', 'up');
    expect(d?.amount).toBeNull();
    expect(deltaText(d, 'zh')).toBe('');
    expect(deltaText(deltaOf(0, 0, 'count', 'up'), 'en')).toBe('±0.0%');
  });
});
