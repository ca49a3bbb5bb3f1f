import { describe, expect, it } from 'vitest';
import { DEFAULT_STATE, bareId, isSpan, parseState, queryParams, writeState } from './explorerState';

describe('explorer URL', () => {
  it('is empty for the defaults', () => {
    expect(writeState(DEFAULT_STATE)).toEqual({});
    expect(parseState({})).toEqual(DEFAULT_STATE);
  });
  it('survives a round trip', () => {
    const s = parseState({
      from: '1999-02-01',
      to: '1999-02-14',
      grain: '30m',
      by: 'queue,weekday',
      metrics: 'offered,sl-off@1,asa',
      queue: 'q1,q2',
      hour: 9,
      threshold: '15s',
      compare: 'last_week',
      chart: 'bar',
      layout: 'cross',
      sort: '-offered',
      hide: 'asa',
    });
    expect(parseState(writeState(s))).toEqual(s);
    expect(s.filters).toEqual({ queue: ['q1', 'q2'], hour: ['9'] });
  });
  it('keeps "no dimension" apart from "not said"', () => {
    const s = parseState({ by: '' });
    expect(s.by).toEqual([]);
    expect(writeState(s)).toEqual({ by: '' });
    expect(parseState(writeState(s)).by).toEqual([]);
  });
  it('opens bad links', () => {
    const s = parseState({
      from: '2026-13-01',
      to: 'x',
      grain: '7m',
      by: 'queue,colour,queue,team,agent,site',
      metrics: '<script>,offered',
      threshold: 'soon',
      compare: ['last_week'],
      chart: 3,
    });
    expect(s.from).toBeUndefined();
    expect(s.grain).toBe('day');
    expect(s.by).toEqual(['queue', 'team', 'agent']);
    expect(s.metrics).toEqual(['offered']);
    expect(s.threshold).toBeUndefined();
    expect(s.chart).toBe('auto');
  });
  it('turns a range that runs backwards', () => {
    expect(parseState({ from: '2026-11-09', to: '2026-11-02' })).toMatchObject({ from: '2026-11-02', to: '2026-11-09' });
  });
  it('asks the server only what the server answers', () => {
    const s = parseState({ from: '2026-11-02', to: '2026-11-08', team: 't1', sort: '-asa', chart: 'line', compare: 'target' });
    expect(queryParams(s)).toEqual({
      from: '2026-11-02',
      to: '2026-11-08',
      grain: 'day',
      by: 'queue',
      metrics: DEFAULT_STATE.metrics.join(','),
      team: 't1',
      compare: 'target',
    });
  });
  it('reads spans and pinned versions', () => {
    expect(['20s', '0.5s', '500ms', '168h'].every(isSpan)).toBe(true);
    expect(['20', 's', '-1s', '1d'].some(isSpan)).toBe(false);
    expect(bareId('sl-off@3')).toBe('sl-off');
  });
});
