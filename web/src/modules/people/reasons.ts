// The reasons of leaving as the centre has them: by id in files, by name everywhere else.
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { api } from '../../api/client'
import type { ExitReason, ExitReasons } from './types'

export function nameOf(all: ExitReason[] | undefined, id: string, zh: boolean): string {
  const x = all?.find((r) => r.id === id)
  return x ? (zh ? x.name : x.name_en) : id
}

/** All reasons, and what one is called. */
export function useReasons() {
  const { i18n } = useTranslation()
  const reads = useAllowed('people.read')
  const q = useQuery({ queryKey: ['people', 'exit-reasons'], enabled: reads, queryFn: ({ signal }) => api.get<ExitReasons>('/workforce/exit-reasons', undefined, signal) })
  const zh = i18n.language !== 'en'
  return { all: q.data?.reasons ?? [], rev: q.data?.rev ?? 0, loaded: q.data !== undefined, name: (id: string) => nameOf(q.data?.reasons, id, zh) }
}
