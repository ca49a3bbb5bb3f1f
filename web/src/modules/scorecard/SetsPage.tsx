// The operations manager opens this about twice a year, everybody when they want to know the rules: which metrics a scorecard has, their
// weights, and the points by level.
import { DeleteOutlined, EditOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, DatePicker, Form, InputNumber, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { Failure, Skeleton } from '../../kit/blocks'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText } from '../../kit/fault'
import { dateTime, day, none, today } from '../../kit/format'
import { Page } from '../../kit/Page'
import { useSearchState } from '../../kit/useSearchState'
import { catalogueQuery } from '../metric/queries'
import type { Metric } from '../metric/types'
import { setsQuery } from './queries'
import type { KeptSet, SetLine } from './types'
import { Views } from './Views'
import { valueText } from './words'
import './scorecard.css'

export function SetsPage() {
  return <Guard permission="performance.own"><SetsView /></Guard>
}

const levels = ['', 'newcomer', 'skilled', 'expert'] as const
const first = '1970-01-01'

type Values = { from_on: Dayjs; lines: SetLine[] }

function SetsView() {
  const { t, i18n } = useTranslation()
  const { modal, message } = App.useApp()
  const queries = useQueryClient()
  const edits = useAllowed('board.manage')
  const reads = useAllowed('performance.read')
  const [search, patch] = useSearchState()
  const q = useQuery(setsQuery)
  const { data: metrics } = useQuery(catalogueQuery)
  const about = (id: string): Metric | undefined => metrics?.find((m) => m.id === id)
  const nameOf = (m: Metric | undefined, id: string) => (m ? (i18n.language === 'en' ? m.name_en : m.name_zh) : id)
  const sets = q.data ?? []
  const now = [...sets].reverse().find((x) => x.from_on <= today())
  const changeable = (x: KeptSet) => x.rev > 0 && x.from_on >= `${today().slice(0, 7)}-01`
  const item = sets.find((x) => x.from_on === search.set && changeable(x))
  const adding = search.set === 'new'
  const refresh = () => queries.invalidateQueries({ queryKey: ['scorecard'] })
  const remove = (x: KeptSet) =>
    modal.confirm({
      title: t('scorecard:set.delete_title', { day: day(x.from_on) }), okText: t('common:action.delete'), okButtonProps: { danger: true }, cancelText: t('common:action.cancel'), focusable: { autoFocusButton: 'cancel' },
      onOk: async () => {
        try {
          await api.delete(`/scorecard-sets/${x.from_on}`)
        } catch (error) {
          void message.error(faultText(error))
        }
        await refresh()
      },
    })
  return (
    <Page title={t('scorecard:view.sets')} note={now && t(now.rev === 0 ? 'scorecard:set.shipped' : 'scorecard:set.since', { day: day(now.from_on) })} actions={edits && <Button type="primary" icon={<PlusOutlined />} onClick={() => patch({ set: 'new' }, true)}>{t('scorecard:set.add')}</Button>}>
      {reads && <Views />}
      {q.isError && !q.data ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !q.data ? <Skeleton /> : [...sets].reverse().map((x) => {
        const title = x.from_on === first ? t('scorecard:set.template') : t('scorecard:set.from', { day: day(x.from_on) })
        return (
          <section key={x.from_on} className="lt-card" aria-label={title}>
            <div className="lt-card-head">
              <h2>{title}</h2>
              {x === now && <span className="lt-muted">{t('scorecard:set.in_force')}</span>}
              {x.rev > 0 && <span className="lt-muted">{x.changed_by} · {dateTime(x.changed_ms)}</span>}
              <span className="lt-grow" />
              {edits && changeable(x) && <Button size="small" type="text" icon={<EditOutlined />} aria-label={`${title} ${t('common:action.edit')}`} onClick={() => patch({ set: x.from_on }, true)} />}
              {edits && changeable(x) && <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={`${title} ${t('common:action.delete')}`} onClick={() => remove(x)} />}
            </div>
            <div className="lt-table-scroll" style={{ overflowX: 'auto' }} tabIndex={0} role="region" aria-label={`${title} ${t('scorecard:metric')}`}>
              <table className="lt-import-table sc-set">
                <thead><tr><th>{t('scorecard:metric')}</th><th>{t('scorecard:weight')}</th><th>{t('scorecard:set.aspect')}</th><th>{t('scorecard:set.rule')}</th>{levels.map((l) => <th key={l}>{t(`scorecard:level.${l || 'all'}`)}</th>)}</tr></thead>
                <tbody>
                  {x.lines.map((l) => {
                    const m = about(l.metric)
                    return (
                      <tr key={l.metric}>
                        <td>{nameOf(m, l.metric)}{l.threshold_seconds !== undefined && ` · T = ${l.threshold_seconds}s`}</td>
                        <td>{l.weight > 0 ? `${l.weight}%` : t('scorecard:shown_only')}</td>
                        <td>{t(`scorecard:aspect.${l.aspect || 'none'}`)}</td>
                        <td>{t(`scorecard:rule.${l.rule}`)}</td>
                        {levels.map((level) => {
                          const p = l.points.find((o) => o.level === level)
                          return <td key={level}>{p && m ? [p.threshold, p.target, p.stretch].map((v) => valueText(v, m.unit)).join(' / ') : none}</td>
                        })}
                      </tr>
                    )
                  })}
                </tbody>
              </table>
            </div>
          </section>
        )
      })}
      <p className="lt-muted">{t('scorecard:set.help')}</p>
      {edits && q.data && (
        <EditDrawer<Values>
          open={adding || Boolean(item)} identity={item?.from_on ?? 'new'} width={760} title={t(item ? 'scorecard:set.edit' : 'scorecard:set.add')}
          initial={{ from_on: dayjs(item?.from_on ?? today()), lines: (item ?? now ?? { lines: [] }).lines }} onClose={() => patch({ set: undefined })}
          onReload={async () => {
            await refresh()
            const fresh = (await queries.fetchQuery(setsQuery)).find((x) => x.from_on === item?.from_on)
            return fresh && { from_on: dayjs(fresh.from_on), lines: fresh.lines }
          }}
          onSave={async (v) => {
            const lines = v.lines.map((l) => ({ ...l, threshold_seconds: l.threshold_seconds ?? undefined, aspect: l.aspect ?? '', points: (l.points ?? []).map((p) => ({ ...p, level: p.level ?? '' })) }))
            await api.put(`/scorecard-sets/${v.from_on.format('YYYY-MM-DD')}`, { lines }, item?.rev ?? 0)
            await refresh()
          }}
        >
          <Form.Item name="from_on" label={t('scorecard:set.from_on')} extra={t('scorecard:set.from_help')} rules={[{ required: true, message: t('common:form.required', { label: t('scorecard:set.from_on') }) }]}>
            <DatePicker disabled={Boolean(item)} disabledDate={(d) => d.format('YYYY-MM-DD') < `${today().slice(0, 7)}-01`} />
          </Form.Item>
          <Lines metrics={metrics ?? []} nameOf={nameOf} />
        </EditDrawer>
      )}
    </Page>
  )
}

function Lines({ metrics, nameOf }: { metrics: Metric[]; nameOf: (m: Metric | undefined, id: string) => string }) {
  const { t } = useTranslation()
  const form = Form.useFormInstance<Values>()
  const lines = Form.useWatch('lines', form) ?? []
  const sum = lines.reduce((n, l) => n + (l?.weight ?? 0), 0)
  const options = metrics.map((m) => ({ value: m.id, label: nameOf(m, m.id) }))
  const required = (label: string) => [{ required: true, message: t('common:form.required', { label }) }]
  return (
    <Form.List name="lines">
      {(fields, { add, remove }) => (
        <>
          <p role="status"><b>{t('scorecard:set.sum', { n: Math.round(sum * 100) / 100 })}</b> {sum !== 100 && <span className="lt-muted">{t('scorecard:set.missing', { n: Math.round((100 - sum) * 100) / 100 })}</span>}</p>
          {fields.map((f) => {
            const own = nameOf(metrics.find((m) => m.id === lines[f.name]?.metric), lines[f.name]?.metric ?? '')
            return (
              <fieldset key={f.key} className="sc-fieldset">
                <legend>{own || t('scorecard:metric')} <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={`${t('common:action.delete')} ${own}`} onClick={() => remove(f.name)} /></legend>
                <div className="sc-line">
                  <Form.Item name={[f.name, 'metric']} label={t('scorecard:metric')} rules={required(t('scorecard:metric'))}><Select showSearch={{ optionFilterProp: 'label' }} options={options} /></Form.Item>
                  <Form.Item name={[f.name, 'weight']} label={t('scorecard:weight')} rules={required(t('scorecard:weight'))}><InputNumber min={0} max={100} style={{ width: '100%' }} /></Form.Item>
                  <Form.Item name={[f.name, 'rule']} label={t('scorecard:set.rule')}><Select options={['linear', 'step', 'capped'].map((value) => ({ value, label: t(`scorecard:rule.${value}`) }))} /></Form.Item>
                  <Form.Item name={[f.name, 'aspect']} label={t('scorecard:set.aspect')}><Select options={['', 'discipline', 'work', 'service'].map((value) => ({ value, label: t(`scorecard:aspect.${value || 'none'}`) }))} /></Form.Item>
                  <Form.Item name={[f.name, 'threshold_seconds']} label={t('scorecard:set.seconds')}><InputNumber min={0} max={3600} style={{ width: '100%' }} /></Form.Item>
                </div>
                <Form.List name={[f.name, 'points']}>
                  {(points, list) => (
                    <>
                      {points.map((p) => (
                        <div key={p.key} className="sc-points">
                          <Form.Item name={[p.name, 'level']} label={t('scorecard:set.level')}><Select options={levels.map((l) => ({ value: l, label: t(`scorecard:level.${l || 'all'}`) }))} /></Form.Item>
                          {(['threshold', 'target', 'stretch'] as const).map((k) => <Form.Item key={k} name={[p.name, k]} label={t(`scorecard:set.${k}`)} rules={required(t(`scorecard:set.${k}`))}><InputNumber style={{ width: '100%' }} /></Form.Item>)}
                        </div>
                      ))}
                      <div className="lt-row" style={{ marginBottom: 10 }}>
                        <Button size="small" icon={<PlusOutlined />} disabled={points.length >= 4} onClick={() => list.add({ level: levels.find((l) => !lines[f.name]?.points?.some((o) => o?.level === l)) ?? '' })}>{t('scorecard:set.add_points')}</Button>
                        {points.length > 0 && <Button size="small" onClick={() => list.remove(points.length - 1)}>{t('scorecard:set.remove_points')}</Button>}
                      </div>
                    </>
                  )}
                </Form.List>
              </fieldset>
            )
          })}
          <Button icon={<PlusOutlined />} disabled={fields.length >= 12} onClick={() => add({ weight: 0, rule: 'linear', aspect: '', points: [] })}>{t('scorecard:set.add_line')}</Button>
        </>
      )}
    </Form.List>
  )
}
