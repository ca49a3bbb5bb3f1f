// The leader opens this before a talk: why a person is led as they are, over the periods, what was seen of their attitude, and what is to be
// done. The person never sees it.
import { EditOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Button, Form, Input, Radio, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { Empty, Failure, Skeleton } from '../../kit/blocks'
import { DataTable } from '../../kit/DataTable'
import { EditDrawer } from '../../kit/EditDrawer'
import { day, decimal, metricValue, none, percent, today } from '../../kit/format'
import { Page } from '../../kit/Page'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { ActionDrawer, useActionColumns } from './ActionsView'
import { historyQuery } from './queries'
import type { Action, ActionIn, Assessed, AttitudeIn, History, Row } from './types'
import { causeText, leadText, levelTones, movesText, nameText, segmentText } from './words'
import './segment.css'

export function PersonPage() {
  return <Guard permission="segment.read"><PersonView /></Guard>
}

function PersonView() {
  const { t } = useTranslation()
  const { id } = useParams({ strict: false }) as { id: string }
  const [search, patch] = useSearchState()
  const period = search.period === 'quarter' ? 'quarter' : 'month'
  const talks = useAllowed('performance.talk')
  const q = useQuery(historyQuery(id, period))
  const x = q.data
  const from = typeof search.from === 'string' ? search.from : undefined
  // The last period that is over speaks first; the running one is not told yet.
  const row = x?.rows.find((r) => r.from_on === from) ?? x?.rows.find((r) => r.to_on < today()) ?? x?.rows[0]
  const [action, setAction] = useState<Action | 'new'>()
  const assess = typeof search.assess === 'string' && x?.months.includes(search.assess) ? search.assess : undefined
  return (
    <Page
      title={x ? `${x.name} ${x.agent_no}` : t('segment:nav.segments')} crumbs={[{ label: t('segment:nav.segments'), to: '/segments' }]} note={x?.team_name}
      actions={x && (
        <>
          {talks && <Link to={'/talks' as string} search={{ person: id, talk: 'new' } as never}><Button>{t('segment:talk')}</Button></Link>}
          {x.months.length > 0 && <Button onClick={() => patch({ assess: x.months.find((m) => !x.attitudes.some((a) => a.month_on === m)) ?? x.months[0] }, true)}>{t('segment:assess.act')}</Button>}
          {x.may_act && <Button type="primary" icon={<PlusOutlined />} onClick={() => setAction('new')}>{t('segment:act.add')}</Button>}
        </>
      )}
    >
      {q.isError && !x ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !x ? <Skeleton /> : (
        <div className="sg-body">
          {!row ? <section className="lt-card"><Empty title={t('segment:empty')} reason={t('segment:empty_reason')} /></section> : (
            <>
              <div className="lt-row"><Select aria-label={t('segment:period.on')} style={{ width: 260 }} value={row.from_on} options={x.rows.map((r) => ({ value: r.from_on, label: `${day(r.from_on)} – ${day(r.to_on)} · ${segmentText(t, x.segments, r.segment)}` }))} onChange={(v) => patch({ from: v })} /></div>
              <Why x={x} row={row} />
              <Figures row={row} />
            </>
          )}
          <Actions x={x} onOpen={setAction} />
          <div className="sg-pair"><Past x={x} onOpen={(v) => patch({ from: v })} /><Attitudes x={x} onOpen={(v) => patch({ assess: v }, true)} /></div>
          <ActionDrawer open={Boolean(action)} item={action === 'new' ? undefined : action} person={id} kind={row && row.action !== 'none' ? (row.action as ActionIn['kind']) : undefined} onClose={() => setAction(undefined)} />
          <AssessDrawer x={x} month={assess} onClose={() => patch({ assess: undefined })} />
        </div>
      )}
    </Page>
  )
}

function Why({ x, row }: { x: History; row: Row }) {
  const { t } = useTranslation()
  const segment = x.segments.find((s) => s.key === row.segment)
  return (
    <section className="lt-card" aria-label={t('segment:why')}>
      <div className="lt-card-head"><h2>{segmentText(t, x.segments, row.segment)}</h2><span className="lt-muted">{t(`segment:kind.${row.action}`)}</span></div>
      <p className="sg-help">{leadText(t, segment)}</p>
      <ul style={{ margin: 0, padding: '0 12px 8px 30px' }}>{row.why.map((c) => <li key={c.dimension}>{causeText(t, row, c)}</li>)}</ul>
      <p className="sg-help lt-muted">
        {row.rule >= 0 ? row.scheme_from < '2000' ? t('segment:by_shipped', { n: row.rule + 1 }) : t('segment:by_rule', { n: row.rule + 1, day: day(row.scheme_from) }) : t('segment:by_none')}{' '}
        {row.before && (row.before === row.segment ? t('segment:as_before') : t('segment:was', { name: segmentText(t, x.segments, row.before) }))} {movesText(t, row)}
      </p>
    </section>
  )
}

function Figures({ row }: { row: Row }) {
  const { t } = useTranslation()
  return (
    <section className="lt-card" aria-label={t('segment:figures')}>
      <div className="lt-card-head"><h2>{t('segment:figures')}</h2><span className="lt-muted">{t('segment:figures_help')}</span></div>
      <div style={{ overflowX: 'auto' }} tabIndex={0} role="region" aria-label={t('segment:figures')}>
        <table className="sg-table">
          <thead><tr><th>{t('segment:dimension_title')}</th><th>{t('segment:metric')}</th><th className="is-number">{t('segment:value')}</th><th className="is-number">{t('segment:base')}</th><th className="is-number">{t('segment:points_of')}</th><th className="is-number">{t('segment:weight')}</th><th className="is-number">{t('segment:score')}</th></tr></thead>
          <tbody>
            {row.verdicts.flatMap((v) => [
              <tr key={v.dimension}>
                <th scope="row">{t(`segment:dimension.${v.dimension}`)}</th>
                <td colSpan={4}>{v.dimension === 'attitude' ? t('segment:by_leader') : v.lacks ? t('segment:lacks', { metric: nameText(t, v.figures.find((f) => f.metric === v.lacks), v.lacks) }) : v.known < 1 && t('segment:known', { share: percent(v.known * 100) })}</td>
                <td className="is-number">{none}</td>
                <td className="is-number"><StatusTag tone={levelTones[v.level]!}>{v.score === null ? t(`segment:level.${v.level}`) : `${decimal(v.score, 1)} ${t(`segment:level.${v.level}`)}`}</StatusTag></td>
              </tr>,
              ...v.figures.map((f) => (
                <tr key={`${v.dimension} ${f.metric}`}>
                  <td />
                  <td>{nameText(t, f, f.metric)}</td>
                  <td className="is-number">{f.value === null ? t('segment:told.none') : <a href={f.link} aria-label={`${nameText(t, f, f.metric)} ${metricValue(f.value, f.unit)}`}>{metricValue(f.value, f.unit)}</a>}</td>
                  <td className="is-number">{f.state === 'few' ? t('segment:told.few', { n: decimal(f.den, 0) }) : f.state === 'told' && f.den > 0 ? decimal(f.den, 0) : none}</td>
                  <td className="is-number">{[f.points.threshold, f.points.target, f.points.stretch].map((p) => metricValue(p, f.unit)).join(' / ')}</td>
                  <td className="is-number">{f.weight}%</td>
                  <td className="is-number">{f.score === null ? none : decimal(f.score, 1)}</td>
                </tr>
              )),
            ])}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function Actions({ x, onOpen }: { x: History; onOpen: (a: Action) => void }) {
  const { t } = useTranslation()
  const columns = useActionColumns()
  return (
    <section className="lt-card" aria-label={t('segment:tab.actions')}>
      <div className="lt-card-head"><h2>{t('segment:tab.actions')}</h2><span className="lt-muted">{t('segment:act.carried')}</span></div>
      {x.actions.length === 0 ? <Empty title={t('segment:act.empty')} reason={t('segment:act.empty_reason')} /> : <DataTable<Action> id="segment.person-actions" label={t('segment:tab.actions')} columns={columns} rows={x.actions} rowKey={(a) => a.id} onOpen={onOpen} maxHeight={260} />}
    </section>
  )
}

function Past({ x, onOpen }: { x: History; onOpen: (from: string) => void }) {
  const { t } = useTranslation()
  return (
    <section className="lt-card" aria-label={t('segment:past')}>
      <div className="lt-card-head"><h2>{t('segment:past')}</h2></div>
      <DataTable<Row>
        id="segment.past" label={t('segment:past')} rows={x.rows} rowKey={(r) => r.from_on} maxHeight={260} onOpen={(r) => onOpen(r.from_on)}
        columns={[
          { id: 'from', header: t('segment:period.on'), width: 110, value: (r) => r.from_on, cell: (r) => day(r.from_on) },
          { id: 'segment', header: t('segment:segment'), width: 120, value: (r) => segmentText(t, x.segments, r.segment), cell: (r) => segmentText(t, x.segments, r.segment) },
          { id: 'moves', header: t('segment:moves'), width: 220, grow: true, value: (r) => movesText(t, r), cell: (r) => (movesText(t, r) ? <span title={movesText(t, r)}>{movesText(t, r)}</span> : none) },
        ]}
      />
    </section>
  )
}

function Attitudes({ x, onOpen }: { x: History; onOpen: (month: string) => void }) {
  const { t } = useTranslation()
  const mean = (a: Assessed) => a.answers.reduce((n, o) => n + o.points, 0) / Math.max(1, a.answers.length)
  return (
    <section className="lt-card" aria-label={t('segment:assess.title')}>
      <div className="lt-card-head"><h2>{t('segment:assess.title')}</h2><span className="lt-muted">{t('segment:assess.help')}</span></div>
      {x.attitudes.length === 0 ? <Empty title={t('segment:assess.empty')} reason={t('segment:assess.empty_reason')} /> : (
        <DataTable<Assessed>
          id="segment.attitudes" label={t('segment:assess.title')} rows={x.attitudes} rowKey={(a) => a.month_on} maxHeight={260}
          columns={[
            { id: 'month', header: t('segment:assess.month'), width: 90, value: (a) => a.month_on.slice(0, 7), cell: (a) => a.month_on.slice(0, 7) },
            { id: 'mean', header: t('segment:assess.mean'), width: 80, align: 'right', value: (a) => mean(a), cell: (a) => decimal(mean(a), 1) },
            { id: 'words', header: t('segment:assess.words'), width: 180, grow: true, value: (a) => a.words, cell: (a) => <span title={a.words}>{a.words || none}</span> },
            { id: 'by', header: t('segment:assess.by'), width: 100, value: (a) => a.changed_by, cell: (a) => a.changed_by },
            { id: 'act', header: '', width: 50, cell: (a) => x.months.includes(a.month_on) && <Button size="small" type="text" icon={<EditOutlined />} aria-label={`${a.month_on.slice(0, 7)} ${t('common:action.edit')}`} onClick={() => onOpen(a.month_on)} /> },
          ]}
        />
      )}
    </section>
  )
}

type Values = { points: Record<string, number>; words: string }

function AssessDrawer({ x, month, onClose }: { x: History; month: string | undefined; onClose: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [, patch] = useSearchState()
  const zh = t('segment:lang') !== 'en'
  const there = x.attitudes.find((a) => a.month_on === month)
  return (
    <EditDrawer<Values>
      open={Boolean(month)} identity={month} width={640} title={t('segment:assess.of', { name: x.name, month: month?.slice(0, 7) ?? '' })} onClose={onClose}
      initial={{ points: Object.fromEntries((there?.answers ?? []).map((a) => [a.statement, a.points])), words: there?.words ?? '' }}
      fieldOf={(path) => (path[0] === 'answers' && typeof path[1] === 'number' && x.form[path[1]] ? ['points', x.form[path[1]]!.key] : undefined)}
      onSave={async (v) => {
        const body: AttitudeIn = { answers: x.form.map((s) => ({ statement: s.key, points: v.points[s.key]! })), words: v.words?.trim() ?? '' }
        await api.put(`/segment-people/${encodeURIComponent(x.person_id)}/attitudes/${month}`, body, there?.rev ?? 0)
        await queries.invalidateQueries({ queryKey: ['segment'] })
      }}
    >
      <p className="lt-muted">{t('segment:assess.how')}</p>
      {x.months.length > 1 && <Form.Item label={t('segment:assess.month')}><Select aria-label={t('segment:assess.month')} value={month} options={x.months.map((value) => ({ value, label: value.slice(0, 7) }))} onChange={(v) => patch({ assess: v })} /></Form.Item>}
      {x.form.map((s) => {
        const name = zh ? s.name_zh : s.name_en
        return (
          <Form.Item key={s.key} name={['points', s.key]} label={name} rules={[{ required: true, message: t('common:form.required', { label: name }) }]} extra={<><span className="sg-anchor">1 {zh ? s.low_zh : s.low_en}</span><span className="sg-anchor">3 {zh ? s.mid_zh : s.mid_en}</span><span className="sg-anchor">5 {zh ? s.high_zh : s.high_en}</span></>}>
            <Radio.Group aria-label={name} options={[1, 2, 3, 4, 5].map((value) => ({ value, label: String(value) }))} optionType="button" />
          </Form.Item>
        )
      })}
      <Form.Item name="words" label={t('segment:assess.words')} extra={t('segment:assess.words_help')}><Input.TextArea rows={3} maxLength={500} /></Form.Item>
    </EditDrawer>
  )
}
