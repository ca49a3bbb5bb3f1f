import { describe, expect, it } from 'vitest';
import { addDays, daysBetween, isDay, isoWeek, slotLabel, slotOf, slotSpan, weekOf, weekdayOf } from './civil';

describe('civil', () => {
  it('reads day and half-hour off the wall clock of the centre', () => {
    expect(slotOf('1999-02-01T09:30:00+02:00')).toEqual({ day: '1999-02-01', slot: 19 });
    expect(slotOf('2026-11-16T00:00:00+08:00')).toEqual({ day: '2026-11-16', slot: 0 });
    expect(slotOf('2026-11-16T23:59:59+08:00').slot).toBe(47);
  });
  it('labels half-hours', () => {
    expect(slotLabel(29)).toBe('14:30');
    expect(slotSpan(29)).toBe('14:30–15:00');
    expect(slotSpan(47)).toBe('23:30–24:00');
  });
  it('starts weeks on Monday', () => {
    expect(weekdayOf('2026-11-22')).toBe(7);
    expect(weekOf('2026-11-22')).toEqual({ from: '2026-11-16', to: '2026-11-22' });
    expect(isoWeek('2026-11-22')).toBe(47);
    expect(isoWeek('2027-01-01')).toBe(53);
    expect(isoWeek('2024-12-30')).toBe(1);
  });
  it('walks over months and years', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(daysBetween('2026-02-27', '2026-03-02')).toHaveLength(4);
    expect(daysBetween('2026-03-02', '2026-02-27')).toEqual([]);
  });
  it('knows a date from a wish', () => {
    expect(isDay('2026-02-29')).toBe(false);
    expect(isDay('2024-02-29')).toBe(true);
    expect(isDay('2026-2-9')).toBe(false);
    expect(isDay(undefined)).toBe(false);
  });
});
