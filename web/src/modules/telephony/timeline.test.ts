import { describe, expect, it } from 'vitest';
import { strip, ticks } from './timeline';
import type { ContactDetail } from './types';

const base: ContactDetail = {
  id: 'c1',
  source: 's',
  call_id: 'x',
  visit: 1,
  queue: { id: 'q', code: 'PS', name: 'PS' },
  agent: { id: 'a', agent_no: '1001', name: 'A' },
  channel: 'voice',
  call_type: '',
  customer: '138****5678',
  entered_at: '1999-02-01T09:00:00+02:00',
  answered_at: '1999-02-01T09:00:30+02:00',
  ended_at: '1999-02-01T09:03:30+02:00',
  wait_ms: 30_000,
  ring_ms: 5_000,
  talk_ms: 150_000,
  hold_ms: 30_000,
  wrap_up_ms: 20_000,
  outcome: 'answered',
  offers: 1,
  missed_offers: 0,
  transferred: false,
  flags: [],
  grade: 'A',
  siblings: [],
  events: [],
};
const at = (s: number) => Date.parse(base.entered_at) + s * 1000;

describe('contact strip', () => {
  it('shows sums when the source does not say when', () => {
    const s = strip(base);
    expect(s.segments.map((x) => [x.phase, (x.to - x.from) / 1000])).toEqual([
      ['queue', 30],
      ['ring', 5],
      ['talk', 150],
      ['hold', 30],
      ['wrap_up', 20],
    ]);
    expect(s.fromSums).toBe(true);
    expect(s.end - s.start).toBe(230_000);
  });
  it('puts holds and missed rings where they happened', () => {
    const s = strip({
      ...base,
      events: [
        { at: '1999-02-01T09:00:20+02:00', kind: 'offer_missed', agent: 'B', detail: { ring_ms: 12_000 } },
        { at: '1999-02-01T09:00:30+02:00', kind: 'connected', agent: 'A', detail: { ring_ms: 4_000 } },
        { at: '1999-02-01T09:01:00+02:00', kind: 'held', detail: { on: true } },
        { at: '1999-02-01T09:01:30+02:00', kind: 'held', detail: { on: false } },
      ],
    });
    expect(s.fromSums).toBe(false);
    expect(s.segments).toContainEqual({ phase: 'ring', from: at(8), to: at(20), agent: 'B', missed: true });
    expect(s.segments).toContainEqual({ phase: 'ring', from: at(26), to: at(30), agent: 'A' });
    expect(s.segments).toContainEqual({ phase: 'hold', from: at(60), to: at(90) });
    expect(s.segments.filter((x) => x.phase === 'talk')).toHaveLength(2);
  });
  it('ends an abandoned contact where the wait ended', () => {
    const s = strip({ ...base, outcome: 'abandoned', answered_at: null, agent: null, ended_at: '1999-02-01T09:00:30+02:00', ring_ms: 0, talk_ms: 0, hold_ms: 0, wrap_up_ms: 0 });
    expect(s.segments).toEqual([{ phase: 'queue', from: at(0), to: at(30) }]);
    expect(s.end).toBe(at(30));
  });
  it('has an axis even for nothing', () => {
    const s = strip({ ...base, answered_at: null, ended_at: null, wait_ms: 0, ring_ms: 0, talk_ms: 0, hold_ms: 0, wrap_up_ms: 0 });
    expect(s.end).toBeGreaterThan(s.start);
    expect(ticks(s.start, s.end).at.length).toBeGreaterThan(1);
    expect(ticks(0, 230_000).step).toBe(30_000);
    expect(ticks(0, 230_000).at).toHaveLength(8);
  });
});
