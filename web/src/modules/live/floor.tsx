// Reading the floor inside components: a provider for one stream, hooks per row, and clocks that count by themselves.
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useSyncExternalStore, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { base } from '../../api/client'
import { Note } from '../../kit/blocks'
import { timeSeconds } from '../../kit/format'
import { FloorStore, type Link } from './store'
import type { AgentRow, Alarm, Head, QueueRow, Strip } from './types'

const Floor = createContext<FloorStore | undefined>(undefined)

export function FloorProvider({ path = '/live/stream', token, children }: { path?: string; token?: string; children: ReactNode }) {
  const store = useMemo(() => new FloorStore(base + path, token), [path, token])
  useEffect(() => {
    store.open()
    return () => store.close()
  }, [store])
  return <Floor value={store}>{children}</Floor>
}

export function useFloor(): FloorStore {
  const store = useContext(Floor)
  if (!store) throw new Error('no floor around this component')
  return store
}

function useRead<T>(key: string, read: (s: FloorStore) => T): T {
  const store = useFloor()
  const subscribe = useCallback((fn: () => void) => store.subscribe(key, fn), [store, key])
  return useSyncExternalStore(subscribe, () => read(store))
}

export const useHead = (): Head | undefined => useRead('head', (s) => s.head)
export const useLink = (): Link => useRead('link', (s) => s.link)
export const useQueueIds = (): string[] => useRead('queue-ids', (s) => s.queueIds)
export const useAgentIds = (): string[] => useRead('agent-ids', (s) => s.agentIds)
export const useQueueRow = (id: string): QueueRow | undefined => useRead(`queues:${id}`, (s) => s.queues.get(id))
export const useAgentRow = (id: string): AgentRow | undefined => useRead(`agents:${id}`, (s) => s.agents.get(id))
export const useQueues = (): QueueRow[] => useRead('queues', (s) => s.list<QueueRow>('queues'))
export const useAgents = (): AgentRow[] => useRead('agents', (s) => s.list<AgentRow>('agents'))
export const useAlarms = (): Alarm[] => useRead('alarms', (s) => s.list<Alarm>('alarms'))
export const useStrips = (): Strip[] => useRead('strips', (s) => s.list<Strip>('strips'))

/** A length of time as on a clock: 4:07, 1:02:09. */
export function clock(ms: number): string {
  const s = Math.max(0, Math.floor(ms / 1000))
  const [h, m, rest] = [Math.floor(s / 3600), Math.floor(s / 60) % 60, String(s % 60).padStart(2, '0')]
  return h > 0 ? `${h}:${String(m).padStart(2, '0')}:${rest}` : `${m}:${rest}`
}

// One timer writes all running clocks of the page, without drawing any component again. It comes several times a second:
// each clock turns over at its own moment, and a picture has few of them to move.
const running = new Map<HTMLElement, () => string>()
const tickMs = 200
let ticking = 0
function write(element: HTMLElement, next: string) {
  const shown = element.firstChild
  const before = shown?.nodeValue ?? ''
  if (before === next) return
  // The text node stays: making a new one costs more than changing its words.
  if (shown) shown.nodeValue = next
  else element.textContent = next
  if (before.length !== next.length) element.style.setProperty('--lt-digits', String(next.length))
}
function tick() {
  for (const [element, text] of running) write(element, text())
}

function useClock(text: () => string) {
  const ref = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const element = ref.current
    if (!element) return
    running.set(element, text)
    write(element, text())
    ticking ||= window.setInterval(tick, tickMs)
    return () => {
      running.delete(element)
      if (running.size === 0) {
        clearInterval(ticking)
        ticking = 0
      }
    }
  }, [text])
  return ref
}

/** How long something lasts, counting. */
export function Elapsed({ since }: { since: number }) {
  const store = useFloor()
  const ref = useClock(useCallback(() => clock(store.now() - since), [store, since]))
  return <span ref={ref} className="lt-elapsed" />
}

/** The time of day by the server's clock. */
export function WallClock() {
  const store = useFloor()
  const ref = useClock(useCallback(() => timeSeconds(store.now()), [store]))
  return <span ref={ref} />
}

/** Says when what is shown is not how it is now: no line to the server, or no word from the telephony. */
export function StaleBanner() {
  const { t } = useTranslation()
  const link = useLink()
  const head = useHead()
  if (link.state === 'lost') return <Note kind="bad">{t('live:stale.link', { time: timeSeconds(link.since) })}</Note>
  if (head?.building) return <Note kind="info">{t('live:stale.building')}</Note>
  if (head && head.stale > 0) {
    const silent = head.sources.filter((s) => s.silent).map((s) => s.name).join(t('live:list_join'))
    return <Note kind="bad">{t(silent ? 'live:stale.source' : 'live:stale.log', { time: timeSeconds(head.stale), source: silent })}</Note>
  }
  return null
}
