// The server tells what changed; the pages that show it ask again.
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { base } from '../api/client'

/** Query keys that each topic makes old. Other topics wake the key of their own name. */
const stale: Record<string, string[]> = {
  telephony: ['metric-query', 'contacts', 'sources', 'data-quality', 'quarantine', 'imports'],
  contacts: ['metric-query', 'contacts'],
  'live-sources': ['live-sources', 'live-source', 'data-quality', 'sources'],
  quarantine: ['quarantine', 'data-quality'],
  import: ['imports', 'jobs'],
  'org.centre': ['centre', 'metrics', 'metric-query'],
  'org.parameter': ['centre', 'queues', 'metrics', 'metric-query'],
  'org.seat': ['seat-plans'],
  'org.seat_plan': ['seat-plans'],
  metric: ['metrics', 'metric-query'],
  org: ['dimensions', 'queues', 'teams', 'people', 'sites', 'skills', 'centre', 'calendar'],
  identity: ['users'],
  roster: ['roster', 'rosters'],
  adherence: ['adherence', 'metric-query'],
  'performance.incentive': ['incentive'],
  'performance.segment': ['segment'],
  live: ['live-alarms', 'live-mutes', 'live-thresholds', 'live-goals', 'live-agent', 'live-boards', 'live-playlists', 'live-screens'],
}

export function useLiveTopics(enabled: boolean): void {
  const queries = useQueryClient()
  useEffect(() => {
    if (!enabled || typeof EventSource === 'undefined') return
    let source: EventSource | undefined
    let timer = 0
    const waiting = new Set<string>()
    const flush = () => {
      timer = 0
      for (const key of waiting) void queries.invalidateQueries({ queryKey: [key] })
      waiting.clear()
    }
    const open = () => {
      source = new EventSource(base + '/events')
      source.addEventListener('changed', (event) => {
        try {
          const { topic } = JSON.parse((event as MessageEvent<string>).data) as { topic?: string }
          if (!topic) return
          for (const key of stale[topic] ?? stale[topic.split('.')[0]!] ?? [topic]) waiting.add(key)
          timer ||= window.setTimeout(flush, 1000)
        } catch {
          // a message of a newer server; the next read shows its effect
        }
      })
      // A refused stream (no such address) closes itself; a broken one reconnects by itself.
    }
    const idle = window.setTimeout(open, 1500)
    return () => {
      clearTimeout(idle)
      clearTimeout(timer)
      source?.close()
    }
  }, [queries, enabled])
}
