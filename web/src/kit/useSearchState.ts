import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'

export type SearchState = Record<string, unknown>

/** The page's search parameters and a function that changes some of them; undefined and '' remove one. */
export function useSearchState(): [SearchState, (patch: SearchState, keepHistory?: boolean) => void] {
  const search = useSearch({ strict: false }) as SearchState
  const navigate = useNavigate()
  const patch = useCallback(
    (change: SearchState, keepHistory = false) => {
      void navigate({
        to: '.',
        replace: !keepHistory,
        resetScroll: false,
        search: ((old: SearchState) => {
          const next = { ...old, ...change }
          for (const key of Object.keys(next)) if (next[key] === undefined || next[key] === '' || next[key] === null) delete next[key]
          return next
        }) as never,
      })
    },
    [navigate],
  )
  return [search, patch]
}
