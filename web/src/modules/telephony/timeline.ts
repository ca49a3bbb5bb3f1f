// A contact as phases on a time axis: queue wait, ring, talk, hold, wrap-up. Made from the events when they tell it,
// else from the sums of the contact; never longer than what was measured.

import type { Contact, ContactDetail, ContactEvent } from './types';

export type Phase = 'queue' | 'ring' | 'talk' | 'hold' | 'wrap_up';

export interface Segment {
  phase: Phase;
  from: number;
  to: number;
  /** the agent the phase happened with, where an event names one */
  agent?: string;
  /** an offer nobody answered */
  missed?: boolean;
}

export interface Strip {
  start: number;
  end: number;
  segments: Segment[];
  marks: { at: number; kind: string; label?: string }[];
  /** true when the segments come from the sums because the events do not carry them */
  fromSums: boolean;
}

function ms(s: string | null | undefined): number | null {
  if (!s) return null;
  const t = Date.parse(s);
  return Number.isFinite(t) ? t : null;
}

function nameOf(a: ContactEvent['agent']): string | undefined {
  if (!a) return undefined;
  return typeof a === 'string' ? a : a.name || a.agent_no;
}

export function strip(c: Contact | ContactDetail): Strip {
  const entered = ms(c.entered_at) ?? 0;
  const events = [...(('events' in c && c.events) || [])]
    .map((e) => ({ e, at: ms(e.at) }))
    .filter((x): x is { e: ContactEvent; at: number } => x.at !== null)
    .sort((a, b) => a.at - b.at);
  const segments: Segment[] = [];
  const answered = ms(c.answered_at);
  const waitEnd = answered ?? entered + c.wait_ms;
  if (waitEnd > entered) segments.push({ phase: 'queue', from: entered, to: waitEnd });

  // rings lie inside the wait: the answered one ends at the answer, missed ones end at their own row
  for (const { e, at } of events) {
    const kind = e.kind.replace(/^contact[._]/, '');
    const ring = Number((e.detail as Record<string, unknown> | null | undefined)?.ring_ms ?? 0);
    if (/missed/.test(kind) && ring > 0) {
      segments.push({ phase: 'ring', from: Math.max(entered, at - ring), to: at, agent: nameOf(e.agent), missed: true });
    }
  }
  const answeredRing = events.find((x) => /connected|answered/.test(x.e.kind));
  const ringOfAnswer = Number((answeredRing?.e.detail as Record<string, unknown> | null | undefined)?.ring_ms ?? 0);
  const missedRing = segments.filter((s) => s.phase === 'ring').reduce((n, s) => n + s.to - s.from, 0);
  const ring = ringOfAnswer || Math.max(0, c.ring_ms - missedRing);
  if (answered !== null && ring > 0) {
    segments.push({ phase: 'ring', from: Math.max(entered, answered - ring), to: answered, agent: c.agent?.name });
  }

  let fromSums = false;
  let end = Math.max(waitEnd, ms(c.ended_at) ?? 0);
  if (answered !== null) {
    const ended = ms(c.ended_at) ?? answered + c.talk_ms + c.hold_ms;
    const holds = holdSpans(events, answered, ended);
    if (holds.length === 0 && c.hold_ms > 0) {
      // the source tells how long, not when
      fromSums = true;
      const talk = Math.max(0, ended - answered - c.hold_ms);
      if (talk > 0) segments.push({ phase: 'talk', from: answered, to: answered + talk, agent: c.agent?.name });
      segments.push({ phase: 'hold', from: answered + talk, to: ended });
    } else {
      let at = answered;
      for (const h of holds) {
        if (h.from > at) segments.push({ phase: 'talk', from: at, to: h.from, agent: c.agent?.name });
        segments.push({ phase: 'hold', from: h.from, to: h.to });
        at = h.to;
      }
      if (ended > at) segments.push({ phase: 'talk', from: at, to: ended, agent: c.agent?.name });
    }
    end = Math.max(end, ended);
    if (c.wrap_up_ms > 0) {
      segments.push({ phase: 'wrap_up', from: ended, to: ended + c.wrap_up_ms, agent: c.agent?.name });
      end = ended + c.wrap_up_ms;
    }
  }
  const marks = events.map(({ e, at }) => ({ at, kind: e.kind, label: nameOf(e.agent) }));
  for (const m of marks) end = Math.max(end, Math.min(m.at, end + 60_000));
  return { start: entered, end: Math.max(end, entered + 1000), segments, marks, fromSums };
}

function holdSpans(events: { e: ContactEvent; at: number }[], from: number, to: number): { from: number; to: number }[] {
  const out: { from: number; to: number }[] = [];
  let open: number | null = null;
  for (const { e, at } of events) {
    const detail = e.detail as Record<string, unknown> | null | undefined;
    const off = /resum|unhold|hold_?(off|end)|retrieved/.test(e.kind) || (/held|hold/.test(e.kind) && detail?.on === false);
    const on = !off && /held|hold/.test(e.kind);
    if (on && open === null) open = Math.min(Math.max(at, from), to);
    else if (off && open !== null) {
      const end = Math.min(Math.max(at, open), to);
      if (end > open) out.push({ from: open, to: end });
      open = null;
    }
  }
  if (open !== null && to > open) out.push({ from: open, to });
  return out;
}

/** Ticks of the time axis: a round step so that about `want` labels fit. */
export function ticks(start: number, end: number, want = 8): { step: number; at: number[] } {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400].map((s) => s * 1000);
  const span = Math.max(1000, end - start);
  const step = steps.find((s) => span / s <= want) ?? (steps[steps.length - 1] as number);
  const at: number[] = [];
  for (let t = 0; t <= span; t += step) at.push(start + t);
  return { step, at };
}
