import { expect, test } from 'vitest'
import { calendarOf } from './calendar'
import type { OwnDay } from './types'

test('a night shift ends on the next day; days off are no events', () => {
  const days = [{ on: '2026-11-30', day: 7, roster_id: 'r', type_id: 'N', begins: 1320, ends: 1800 }, { on: '2026-12-01', day: 8, roster_id: 'r' }] as OwnDay[]
  const file = calendarOf(days, 'Asia/Shanghai', () => 'N1, 夜班')
  expect(file).toContain('DTSTART;TZID=Asia/Shanghai:20261130T220000\r\nDTEND;TZID=Asia/Shanghai:20261201T060000')
  expect(file).toContain('SUMMARY:N1\\, 夜班')
  expect(file.match(/BEGIN:VEVENT/g)).toHaveLength(1)
})
