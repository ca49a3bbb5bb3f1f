import { useSyncExternalStore } from 'react'

const query = '(max-width: 700px)'
const watch = (tell: () => void) => {
  const list = window.matchMedia(query)
  list.addEventListener('change', tell)
  return () => list.removeEventListener('change', tell)
}

/** Whether the page is as narrow as a telephone. */
export const useNarrow = (): boolean => useSyncExternalStore(watch, () => window.matchMedia(query).matches)
