import { describe, expect, it } from 'vitest'
import { parseSearch, stringifySearch } from './searchText'

describe('search parameters', () => {
  it('are plain text both ways', () => {
    const search = { search: '10077', queue: ['a', 'b'], from: '2026-11-22', shared: true, n: 3, none: undefined, empty: '' }
    expect(stringifySearch(search)).toBe('?search=10077&queue=a,b&from=2026-11-22&shared=true&n=3')
    expect(parseSearch('?search=10077&queue=a,b&from=2026-11-22')).toEqual({ search: '10077', queue: 'a,b', from: '2026-11-22' })
    expect(parseSearch(stringifySearch({ search: '投诉 & 建议+?#' }))).toEqual({ search: '投诉 & 建议+?#' })
    expect(stringifySearch({})).toBe('')
  })
  it('a repeated parameter keeps its first value', () => {
    expect(parseSearch('?a=1&a=2')).toEqual({ a: '1' })
  })
})
