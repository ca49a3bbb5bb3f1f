// 需处置: what must be handled now, the worst and oldest first, with who has it.
import { useTranslation } from 'react-i18next'
import { Empty } from '../../kit/blocks'
import { Elapsed, useAlarms } from './floor'
import type { Alarm } from './types'
import { alarmText } from './words'

const mark = { bad: '▲', warn: '◆' }

export function sortAlarms(list: Alarm[]): Alarm[] {
  return [...list].sort((a, b) => Number(a.acked_ms > 0) - Number(b.acked_ms > 0) || Number(b.severity === 'bad') - Number(a.severity === 'bad') || a.raised_ms - b.raised_ms)
}

export function AlarmList({ team, most = 100, onOpen }: { team?: string; most?: number; onOpen?: (id: string) => void }) {
  const { t } = useTranslation()
  const all = useAlarms()
  const shown = sortAlarms(team ? all.filter((a) => a.object_kind !== 'agent' || a.team_id === team) : all)
  if (shown.length === 0) return <Empty title={t('live:alarms.none')} />
  return (
    <ol className="lt-alarms">
      {shown.slice(0, most).map((a) => {
        const inner = (
          <>
            <span aria-hidden="true" className={`lt-alarm-mark is-${a.severity}`}>{mark[a.severity]}</span>
            <span className="lt-alarm-text">
              <span>{alarmText(a)}</span>
              <span className="lt-muted">{a.owner_name || t('live:alarms.no_owner')} · {a.acked_ms > 0 ? t('live:alarms.acked_by', { name: a.acked_by }) : t('live:alarms.not_acked')}</span>
            </span>
            <span className="lt-muted lt-alarm-age"><Elapsed since={a.raised_ms} /></span>
          </>
        )
        return <li key={a.id}>{onOpen ? <button type="button" className="lt-alarm" onClick={() => onOpen(a.id)}>{inner}</button> : <div className="lt-alarm">{inner}</div>}</li>
      })}
      {shown.length > most && <li className="lt-muted lt-alarm">{t('live:alarms.more', { count: shown.length - most })}</li>}
    </ol>
  )
}
