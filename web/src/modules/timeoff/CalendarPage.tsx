// The team leader opens this before approving, the planner before making a roster: who is away when, and which days are full. They decide
// what else can be approved.
import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { DimensionPicker } from '../../kit/DimensionPicker'
import { Empty, Failure, Skeleton } from '../../kit/blocks'
import { addDays, day, today, weekdayName } from '../../kit/format'
import { Page } from '../../kit/Page'
import { useSearchState } from '../../kit/useSearchState'
import { saveWorkbook } from '../../kit/xlsx'
import type { Calendar, CalendarDay, Request } from './types'
import { Views } from './Views'
import { kindName, warningsText, whenText } from './words'
import './timeoff.css'

const span = 28
const most = 120 // people shown at once without a team

export function CalendarPage() {
  return <Guard permission="timeoff.read"><CalendarView /></Guard>
}

const monday = (on: string): string => addDays(on, -((new Date(`${on}T00:00:00Z`).getUTCDay() + 6) % 7))
const rests = (d: CalendarDay) => d.kind === 'weekend' || d.kind === 'holiday'
const over = (d: CalendarDay) => d.most !== undefined && d.away > d.most

function CalendarView() {
  const { t } = useTranslation()
  const [search, patch] = useSearchState()
  const team = search.team as string | undefined
  const from = (search.from as string | undefined) ?? monday(today())
  const to = addDays(from, span - 1)
  const q = useQuery({ queryKey: ['timeoff', 'calendar', from, team ?? ''], placeholderData: keepPreviousData, queryFn: ({ signal }) => api.get<Calendar>('/timeoff/calendar', { from, to, team }, signal) })
  const c = q.data
  // Without a team, a large centre shows only who is away or asks to be.
  const all = c?.people ?? []
  const shown = team || all.length <= most ? all : all.filter((p) => c!.requests.some((r) => r.person_id === p.id))
  const at = (person: string, on: string) => c?.requests.find((r) => r.person_id === person && r.from_on <= on && on <= r.to_on)
  const says = (r: Request) => `${kindName(t, r)} ${t(`timeoff:states.${r.state}`)}`
  const save = () => c && saveWorkbook(`${t('timeoff:nav.calendar')}.xlsx`, [{
    name: t('timeoff:nav.calendar'), head: [t('timeoff:agent_no'), t('timeoff:person'), t('timeoff:team'), ...c.days.map((d) => d.on)],
    rows: [
      ...c.people.map((p) => [p.agent_no, p.name, p.team_name, ...c.days.map((d) => { const r = at(p.id, d.on); return r ? says(r) : '' })]),
      ['', t('timeoff:cal.away'), '', ...c.days.map((d) => d.away)],
      ['', t('timeoff:cal.most'), '', ...c.days.map((d) => d.most ?? '')],
    ],
  }])
  const dayTitle = (d: CalendarDay) => [t('timeoff:cal.day_away', { day: day(d.on), away: d.away, count: d.away }), (t('timeoff:lang') === 'en' && d.name_en) || d.name, d.most !== undefined && t('timeoff:cal.day_most', { most: d.most })].filter(Boolean).join(t('timeoff:join'))
  const rest = (d: CalendarDay) => (rests(d) ? 'is-rest' : '')
  return (
    <Page
      title={t('timeoff:nav.calendar')}
      actions={
        <>
          <Button icon={<LeftOutlined />} aria-label={t('timeoff:cal.earlier')} onClick={() => patch({ from: addDays(from, -span) })} />
          <Button onClick={() => patch({ from: undefined })}>{t('timeoff:cal.now')}</Button>
          <Button icon={<RightOutlined />} aria-label={t('timeoff:cal.later')} onClick={() => patch({ from: addDays(from, span) })} />
          <Button onClick={save} disabled={!c || c.people.length === 0}>{t('common:action.export')}</Button>
        </>
      }
    >
      <Views />
      <div className="lt-toolbar">
        <DimensionPicker of="team" single value={team ? [team] : undefined} onChange={(v) => patch({ team: v?.[0] })} />
        <span>{t('timeoff:span', { from: day(from), to: day(to) })}</span>
        {shown.length < all.length && <span className="lt-muted">{t('timeoff:cal.some', { shown: shown.length, all: all.length })}</span>}
        <span className="lt-grow" />
        <span className="to-legend to-cal"><i className="is-approved" />{t('timeoff:cal.legend_approved')}</span>
        <span className="to-legend to-cal"><i className="is-waiting" />{t('timeoff:cal.legend_waiting')}</span>
      </div>
      {q.isError && !c ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !c ? <Skeleton /> : c.people.length === 0 ? <Empty title={t('timeoff:cal.empty')} /> : (
        <div className="lt-card to-cal" tabIndex={0} role="region" aria-label={t('timeoff:cal.region')} style={q.isPlaceholderData ? { opacity: 0.6 } : undefined}>
          <table>
            <thead>
              <tr>
                <th scope="col" className="to-name">{t('timeoff:person')}</th>
                {c.days.map((d) => <th key={d.on} scope="col" className={rest(d)} title={dayTitle(d)}>{Number(d.on.slice(8))}<br /><small>{weekdayName(d.on).replace('周', '').slice(0, 2)}</small></th>)}
              </tr>
            </thead>
            <tbody>
              {shown.map((p) => (
                <tr key={p.id}>
                  <th scope="row" className="to-name" title={`${p.name} ${p.agent_no} ${p.team_name}`}>{p.name} <small className="lt-muted">{p.team_name}</small></th>
                  {c.days.map((d) => {
                    const r = at(p.id, d.on)
                    if (!r) return <td key={d.on} className={rest(d)} />
                    const words = [whenText(t, r), says(r), warningsText(t, r)].filter(Boolean).join(' · ')
                    return <td key={d.on} className={r.state === 'approved' ? 'is-approved' : 'is-waiting'} title={words}><span aria-label={t('timeoff:cal.cell', { name: p.name, day: d.on, kind: kindName(t, r), state: t(`timeoff:states.${r.state}`) })} role="img">{kindName(t, r).slice(0, 1)}{r.from_minute !== undefined && '½'}</span></td>
                  })}
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row" className="to-name">{t('timeoff:cal.away')} / {t('timeoff:cal.most')}</th>
                {c.days.map((d) => <td key={d.on} className={over(d) ? 'is-over' : rest(d)} title={dayTitle(d)}>{over(d) && <span aria-label={t('timeoff:cal.over')} role="img">▲</span>}{d.away}{d.most !== undefined && `/${d.most}`}</td>)}
              </tr>
            </tfoot>
          </table>
        </div>
      )}
    </Page>
  )
}
