import { describe, expect, it } from 'vitest';
import { contrast } from '../../kit/tokens';
import { VOLUME, classOf, decimalsFor, isLowVolume, legend, makeScale, missed, referenceAim, roundTo } from './heat';

const sl = makeScale('percent', { kind: 'up', target: 80 });

describe('heat classes', () => {
  it('puts 80/20 into the six classes of the design', () => {
    expect(sl.bounds).toEqual([60, 70, 80, 90, 97]);
    expect([12, 60, 70, 80, 90, 97, 100].map((v) => classOf(sl, v))).toEqual([0, 1, 2, 3, 4, 5, 5]);
  });
  it('classes by the rounded value shown', () => {
    expect(classOf(sl, 59.5)).toBe(classOf(sl, 60.4));
    expect(classOf(sl, 79.5)).toBe(3);
    expect(missed(sl, 79.5)).toBe(false);
    expect(missed(sl, 79.49)).toBe(true);
  });
  it('mirrors the scale where less is better', () => {
    const s = makeScale('percent', { kind: 'down', target: 5 });
    expect(s.decimals).toBe(1);
    expect(s.bounds).toEqual([7.5, 6.3, 5, 3.8, 2.5]);
    expect([9, 7, 5.5, 5, 3, 2].map((v) => classOf(s, v))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(classOf(s, 5.04)).toBe(3);
    expect(missed(s, 5.04)).toBe(false);
    expect(missed(s, 5.06)).toBe(true);
  });
  it('holds a band from both sides', () => {
    const s = makeScale('percent', { kind: 'band', low: 75, high: 85 });
    expect([99, 94, 88, 85, 75, 72, 50].map((v) => classOf(s, v))).toEqual([0, 1, 2, 3, 3, 4, 5]);
    expect(missed(s, 85.4)).toBe(false);
    expect(missed(s, 85.6)).toBe(true);
    expect(missed(s, 74)).toBe(true);
  });
  it('shades volume without judging it', () => {
    const s = makeScale('count', { kind: 'volume', max: 200 });
    expect([0, 30, 70, 120, 150, 200].map((v) => classOf(s, v))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(missed(s, 0)).toBe(false);
  });
  it('keeps thin samples out', () => {
    expect(isLowVolume(29, 30)).toBe(true);
    expect(isLowVolume(30, 30)).toBe(false);
    expect(isLowVolume(undefined, 1)).toBe(true);
  });
  it('never jumps over a class while the value falls', () => {
    for (const scale of [sl, makeScale('seconds', { kind: 'down', target: 252 })]) {
      let last = classOf(scale, scale.aim.kind === 'up' ? 100 : 0);
      for (let i = 0; i <= 1000; i++) {
        const v = scale.aim.kind === 'up' ? 100 - i / 10 : i / 2;
        const c = classOf(scale, v);
        expect(c === last || c === last - 1).toBe(true);
        last = c;
      }
    }
  });
  it('says the ends of every class', () => {
    expect(legend(sl).map((e) => [e.from, e.to])).toEqual([
      [undefined, 60],
      [60, 70],
      [70, 80],
      [80, 90],
      [90, 97],
      [97, undefined],
    ]);
  });
  it('rounds as the number is printed', () => {
    expect(roundTo(1.005, 2)).toBe(1.01);
    expect(roundTo(79.5, 0)).toBe(80);
    expect(decimalsFor('seconds', { kind: 'down', target: 8 })).toBe(0);
  });
  it('takes the target from the centre, else says it is a reference', () => {
    const m = { id: 'sl-off', unit: 'percent', direction: 'up', group: 'service_level' } as const;
    expect(referenceAim(m, { serviceLevelTarget: 85 })).toEqual({ aim: { kind: 'up', target: 85 }, source: 'centre' });
    const aht = { id: 'aht', unit: 'seconds', direction: 'none', group: 'handling' } as const;
    expect(referenceAim(aht, { mean: 250 }).source).toBe('mean');
    const offered = { id: 'offered', unit: 'count', direction: 'none', group: 'volume' } as const;
    expect(referenceAim(offered, { max: 9 }).aim.kind).toBe('volume');
  });
});

describe('volume shades', () => {
  it('keep every number readable on its fill (4.5 : 1)', () => {
    for (const mode of ['light', 'dark'] as const) {
      for (const s of VOLUME[mode]) expect(contrast(s.fill, s.text), `${mode} ${s.fill}`).toBeGreaterThanOrEqual(4.5);
    }
  });
});
