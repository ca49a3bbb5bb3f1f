import { describe, expect, it } from 'vitest'
import { worst } from './missedWords'
import type { MissingQueue } from './types'

const queue = (levels: (number | null)[]): MissingQueue => ({ queue_id: 'q', name: 'q', target_percent: 80, level_percent: null, slots: levels.map((level_percent, i) => ({ at: 540 + 30 * i, contacts: 20, level_percent })) })

describe('the stretch that was missed', () => {
  it('is the one that lost most contacts', () => {
    expect(worst(queue([90, 79, 95, 95, 40, 30, 90]), 30)).toEqual({ from: 660, to: 720 })
  })
  it('goes on over a single good interval', () => {
    expect(worst(queue([40, 85, 30, 90, 90]), 30)).toEqual({ from: 540, to: 630 })
  })
  it('is none on a good day', () => {
    expect(worst(queue([80, 90, null, 100]), 30)).toBeUndefined()
  })
})
