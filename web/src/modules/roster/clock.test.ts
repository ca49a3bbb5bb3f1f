import { expect, it } from 'vitest'
import { clockOf, minutesOf } from './clock'

it('writes and reads the clock', () => {
  expect([0, 450, 1439, 1440, 1800].map(clockOf)).toEqual(['00:00', '07:30', '23:59', '00:00+1', '06:00+1'])
  expect(['8', '830', '8:30', '08：30', ' 23.59 '].map(minutesOf)).toEqual([480, 510, 510, 510, 1439])
  expect(['24', '8:61', 'soon', '', undefined].map(minutesOf)).toEqual([undefined, undefined, undefined, undefined, undefined])
})
