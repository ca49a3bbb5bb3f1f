// Team leader and duty manager, open all day: who needs help now, which queue is in trouble, what is still unhandled.
import { useQuery } from '@tanstack/react-query'
import { Input, Segmented, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Guard } from '../../app/Guard'
import { dimensionsQuery } from '../../api/queries'
import { Page } from '../../kit/Page'
import { useSearchState } from '../../kit/useSearchState'
import { AgentDrawer } from './AgentDrawer'
import { AgentTiles, StateCounts } from './AgentTiles'
import { AlarmDrawer } from './AlarmDrawer'
import { AlarmList } from './AlarmList'
import { FloorProvider, StaleBanner, useAgents, useAlarms, useHead, useQueues, WallClock } from './floor'
import { KpiStrip } from './KpiStrip'
import { QueueBoard } from './QueueBoard'
import { SeatMap } from './SeatMap'
import './live.css'

export function FloorPage() {
  return <Guard permission="live.read"><FloorProvider><FloorView /></FloorProvider></Guard>
}

const parts = ['agents', 'alarms', 'queues'] as const

function FloorView() {
  const { t } = useTranslation()
  const [search, patch] = useSearchState()
  const [wanted, setWanted] = useState('')
  const { data: dims } = useQuery(dimensionsQuery)
  const team = search.team as string | undefined
  const state = search.state as string | undefined
  const part = (parts as readonly string[]).includes(search.part as string) ? (search.part as string) : 'agents'
  const teams = dims?.teams ?? []
  const seats = search.view === 'seats'
  return (
    <Page
      title={t('live:nav.floor')}
      note={<span>{t('live:as_of')} <WallClock /></span>}
      actions={
        <>
          <Input type="search" allowClear aria-label={t('live:agents.search')} placeholder={t('live:agents.search')} style={{ width: 160 }} value={wanted} onChange={(e) => setWanted(e.target.value)} />
          <Select aria-label={t('live:team')} placeholder={t('live:all_teams')} allowClear style={{ width: 150 }} value={team} options={teams.map((x) => ({ value: x.id, label: x.name }))} onChange={(v?: string) => patch({ team: v })} />
        </>
      }
    >
      <StaleBanner />
      <KpiStrip />
      <div className="lt-floor-parts">
        <Segmented block aria-label={t('live:parts')} value={part} onChange={(v) => patch({ part: v === 'agents' ? undefined : v })} options={parts.map((p) => ({ value: p, label: <PartName part={p} team={team} /> }))} />
      </div>
      <div className={`lt-floor is-${part}` + (seats ? ' is-seats' : '')}>
        <section className="lt-card lt-floor-agents" aria-label={t('live:agents.title')}>
          <div className="lt-card-head">
            <h2>{t('live:agents.title')}</h2>
            <Segmented size="small" aria-label={t('live:view')} value={seats ? 'seats' : 'teams'} onChange={(v) => patch({ view: v === 'seats' ? 'seats' : undefined, arrange: undefined })} options={[{ value: 'teams', label: t('live:view_teams') }, { value: 'seats', label: t('live:view_seats') }]} />
            <Counts team={team} chosen={state} onChoose={(s) => patch({ state: s })} />
          </div>
          <div className="lt-card-body">
            {seats ? (
              <SeatMap
                plan={search.plan as string | undefined} team={team} state={state} search={wanted} seat={search.seat as string | undefined} arranging={search.arrange === true || search.arrange === '1'}
                onPlan={(id) => patch({ plan: id })} onArrange={(on) => patch({ arrange: on ? '1' : undefined })} onSeat={(id) => patch({ seat: id }, id !== undefined)} onOpen={(id) => patch({ agent: id }, true)}
              />
            ) : <AgentTiles teams={teams} team={team} state={state} search={wanted} onOpen={(id) => patch({ agent: id }, true)} />}
          </div>
        </section>
        <div className="lt-floor-side">
          <section className="lt-card lt-floor-alarms" aria-label={t('live:alarms.todo')}>
            <div className="lt-card-head"><h2>{t('live:alarms.todo')} <AlarmCount team={team} /></h2></div>
            <AlarmList team={team} onOpen={(id) => patch({ alarm: id }, true)} />
          </section>
          <section className="lt-card lt-floor-queues" aria-label={t('live:queues.title')}>
            <div className="lt-card-head"><h2>{t('live:queues.title')}</h2><LevelNote /></div>
            <QueueBoard />
          </section>
        </div>
      </div>
      <AgentDrawer id={search.agent as string | undefined} onClose={() => patch({ agent: undefined })} />
      <AlarmDrawer id={search.alarm as string | undefined} onClose={() => patch({ alarm: undefined })} />
    </Page>
  )
}

function Counts({ team, chosen, onChoose }: { team?: string; chosen?: string; onChoose: (s: string | undefined) => void }) {
  const agents = useAgents()
  return <StateCounts agents={team ? agents.filter((a) => a.team === team) : agents} chosen={chosen} onChoose={onChoose} />
}

function AlarmCount({ team }: { team?: string }) {
  const all = useAlarms()
  return <>{all.filter((a) => !team || a.object_kind !== 'agent' || a.team_id === team).length}</>
}

function PartName({ part, team }: { part: string; team?: string }) {
  const { t } = useTranslation()
  const queues = useQueues()
  return <>{t(`live:part.${part}`)} {part === 'alarms' ? <AlarmCount team={team} /> : part === 'queues' ? queues.reduce((n, q) => n + q.waiting, 0) || '' : ''}</>
}

/** Which of the twelve service levels this is, and its threshold. */
function LevelNote() {
  const { t } = useTranslation()
  const head = useHead()
  if (!head?.level) return null
  return <span className="lt-muted">{t('live:queues.level_note', { level: head.level.toUpperCase(), seconds: head.threshold_ms / 1000 })}</span>
}
