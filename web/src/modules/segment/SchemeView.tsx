// The operations manager opens this about twice a year, leaders when they want to know why: what dimensions are made of, where levels
// begin, and which levels make which segment.
import { DeleteOutlined, EditOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, DatePicker, Form, Input, InputNumber, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { api } from '../../api/client'
import { Failure, Skeleton } from '../../kit/blocks'
import { EditDrawer } from '../../kit/EditDrawer'
import { faultText } from '../../kit/fault'
import { dateTime, day, metricValue, today } from '../../kit/format'
import { useSearchState } from '../../kit/useSearchState'
import { catalogueQuery } from '../metric/queries'
import type { Metric } from '../metric/types'
import { schemesQuery } from './queries'
import type { Body, Scheme, Segment } from './types'
import { actionKinds, dimensions, leadText, levels, nameText, segmentText } from './words'

const first = '1970-01-01'

/** Rules as the form has them: levels by dimension. */
type RuleValues = { segment: string } & Partial<Record<(typeof dimensions)[number], string[]>>
type Values = Omit<Body, 'rules'> & { from_on: Dayjs; rules: RuleValues[] }

const formed = (b: Body): Omit<Values, 'from_on'> => ({ dimensions: b.dimensions, statements: b.statements, segments: b.segments, otherwise: b.otherwise, rules: b.rules.map((r) => ({ segment: r.segment, ...Object.fromEntries(r.when.map((c) => [c.dimension, c.levels])) })) })

export function SchemeView() {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const queries = useQueryClient()
  const [search, patch] = useSearchState()
  const edits = useAllowed('segment.edit')
  const q = useQuery(schemesQuery)
  const { data: metrics } = useQuery(catalogueQuery)
  const all = q.data ?? []
  const now = [...all].reverse().find((x) => x.from_on <= today())
  const changeable = (x: Scheme) => x.rev > 0 && x.from_on >= `${today().slice(0, 7)}-01`
  const item = all.find((x) => x.from_on === search.scheme && changeable(x))
  const base = item ?? now
  const refresh = () => queries.invalidateQueries({ queryKey: ['segment'] })
  const remove = (x: Scheme) =>
    modal.confirm({
      title: t('segment:scheme.delete_title', { day: day(x.from_on) }), okText: t('common:action.delete'), okButtonProps: { danger: true }, cancelText: t('common:action.cancel'), focusable: { autoFocusButton: 'cancel' },
      onOk: async () => {
        try {
          await api.delete(`/segment-schemes/${x.from_on}`)
        } catch (error) {
          void message.error(faultText(error))
        }
        await refresh()
      },
    })
  if (q.isError && !q.data) return <Failure error={q.error} onRetry={() => void q.refetch()} />
  if (!q.data) return <Skeleton />
  return (
    <div className="sg-body">
      <div className="lt-row"><span className="lt-muted">{t('segment:scheme.help')}</span><span className="lt-grow" />{edits && <Button type="primary" icon={<PlusOutlined />} onClick={() => patch({ scheme: 'new' }, true)}>{t('segment:scheme.add')}</Button>}</div>
      {[...all].reverse().map((x) => {
        const title = x.from_on === first ? t('segment:scheme.template') : t('segment:scheme.from', { day: day(x.from_on) })
        return (
          <section key={x.from_on} className="lt-card" aria-label={title}>
            <div className="lt-card-head">
              <h2>{title}</h2>
              {x === now && <span className="lt-muted">{t('segment:scheme.in_force')}</span>}
              {x.rev > 0 && <span className="lt-muted">{x.changed_by} · {dateTime(x.changed_ms)}</span>}
              <span className="lt-grow" />
              {edits && changeable(x) && <Button size="small" type="text" icon={<EditOutlined />} aria-label={`${title} ${t('common:action.edit')}`} onClick={() => patch({ scheme: x.from_on }, true)} />}
              {edits && changeable(x) && <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={`${title} ${t('common:action.delete')}`} onClick={() => remove(x)} />}
            </div>
            <SchemeTables x={x} metrics={metrics ?? []} title={title} />
          </section>
        )
      })}
      {edits && base && (
        <EditDrawer<Values>
          open={search.scheme === 'new' || Boolean(item)} identity={item?.from_on ?? 'new'} width={860} title={t(item ? 'segment:scheme.edit' : 'segment:scheme.add')}
          initial={{ from_on: dayjs(item?.from_on ?? today()), ...formed(base) }} onClose={() => patch({ scheme: undefined })}
          fieldOf={(path) => (path[0] === 'rules' && path[2] === 'when' ? ['rules', path[1]!, 'segment'] : undefined)}
          onSave={async (v) => {
            const body: Body = {
              dimensions: base.dimensions.map((d, i) => ({ ...d, ...v.dimensions[i], lines: d.key === 'attitude' ? [] : (v.dimensions[i]?.lines ?? []).map((l) => ({ ...l, rule: l.rule ?? 'linear', least: l.least ?? 0, missing: l.missing ?? 'leave' })) })),
              statements: base.statements,
              segments: base.segments.map((x, i) => ({ ...x, ...v.segments[i] })),
              rules: v.rules.map((r) => ({ segment: r.segment, when: dimensions.flatMap((d) => (r[d]?.length ? [{ dimension: d, levels: r[d] as Body['rules'][number]['when'][number]['levels'] }] : [])) })),
              otherwise: v.otherwise,
            }
            await api.put(`/segment-schemes/${v.from_on.format('YYYY-MM-DD')}`, body, item?.rev ?? 0)
            await refresh()
          }}
        >
          <Fields metrics={metrics ?? []} segments={base.segments} fixed={Boolean(item)} />
        </EditDrawer>
      )}
    </div>
  )
}

function SchemeTables({ x, metrics, title }: { x: Scheme; metrics: Metric[]; title: string }) {
  const { t } = useTranslation()
  const about = (id: string) => metrics.find((m) => m.id === id)
  return (
    <div style={{ overflowX: 'auto' }} tabIndex={0} role="region" aria-label={`${title} ${t('segment:scheme.dimensions')}`}>
      <table className="sg-table">
        <thead><tr><th>{t('segment:dimension_title')}</th><th>{t('segment:metric')}</th><th className="is-number">{t('segment:weight')}</th><th className="is-number">{t('segment:points_of')}</th><th className="is-number">{t('segment:scheme.least')}</th><th>{t('segment:scheme.missing')}</th></tr></thead>
        <tbody>
          {x.dimensions.flatMap((d) => [
            <tr key={d.key}><th scope="row">{t(`segment:dimension.${d.key}`)}</th><td colSpan={5} className="lt-muted">{t(d.key === 'attitude' ? 'segment:scheme.levels_attitude' : 'segment:scheme.levels', { high: d.high_at, low: d.low_to, known: d.known })}</td></tr>,
            ...d.lines.map((l) => {
              const m = about(l.metric)
              return <tr key={`${d.key} ${l.metric}`}><td /><td>{nameText(t, m, l.metric)}</td><td className="is-number">{l.weight}%</td><td className="is-number">{[l.points.threshold, l.points.target, l.points.stretch].map((v) => (m ? metricValue(v, m.unit) : String(v))).join(' / ')}</td><td className="is-number">{l.least}</td><td>{t(`segment:scheme.if_missing.${l.missing}`)}</td></tr>
            }),
          ])}
        </tbody>
      </table>
      <table className="sg-table" style={{ marginTop: 12 }}>
        <thead><tr><th className="is-number">{t('segment:scheme.order')}</th>{dimensions.map((d) => <th key={d}>{t(`segment:dimension.${d}`)}</th>)}<th>{t('segment:segment')}</th><th>{t('segment:action')}</th><th>{t('segment:scheme.lead')}</th></tr></thead>
        <tbody>
          {[...x.rules, { when: [], segment: x.otherwise }].map((r, i) => {
            const s = x.segments.find((o) => o.key === r.segment)
            return (
              <tr key={i}>
                <td className="is-number">{i < x.rules.length ? i + 1 : t('segment:scheme.otherwise')}</td>
                {dimensions.map((d) => <td key={d}>{r.when.find((c) => c.dimension === d)?.levels.map((l) => t(`segment:level.${l}`)).join(t('segment:or')) ?? <span className="lt-muted">{t('segment:scheme.any')}</span>}</td>)}
                <td><b>{segmentText(t, x.segments, r.segment)}</b></td><td>{s && t(`segment:kind.${s.action}`)}</td><td>{leadText(t, s)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}

function Fields({ metrics, segments, fixed }: { metrics: Metric[]; segments: Segment[]; fixed: boolean }) {
  const { t } = useTranslation()
  const required = (label: string) => [{ required: true, message: t('common:form.required', { label }) }]
  const options = metrics.filter((m) => m.direction !== 'none').map((m) => ({ value: m.id, label: nameText(t, m, m.id) }))
  const keys = segments.map((s) => ({ value: s.key, label: segmentText(t, segments, s.key) }))
  return (
    <>
      <Form.Item name="from_on" label={t('segment:scheme.from_on')} extra={t('segment:scheme.from_help')} rules={required(t('segment:scheme.from_on'))}><DatePicker allowClear={false} disabled={fixed} disabledDate={(d) => d.format('YYYY-MM-DD') < `${today().slice(0, 7)}-01`} /></Form.Item>
      {dimensions.map((d, i) => (
        <fieldset key={d} className="sg-fieldset">
          <legend>{t(`segment:dimension.${d}`)}</legend>
          <div className="sg-form-two">
            <Form.Item name={['dimensions', i, 'high_at']} label={t('segment:scheme.high_at')} rules={required(t('segment:scheme.high_at'))}><InputNumber min={1} max={120} style={{ width: '100%' }} /></Form.Item>
            <Form.Item name={['dimensions', i, 'low_to']} label={t('segment:scheme.low_to')} rules={required(t('segment:scheme.low_to'))}><InputNumber min={1} max={120} style={{ width: '100%' }} /></Form.Item>
            <Form.Item name={['dimensions', i, 'known']} label={t('segment:scheme.known')} rules={required(t('segment:scheme.known'))}><InputNumber min={0} max={100} style={{ width: '100%' }} /></Form.Item>
          </div>
          {d === 'attitude' ? <p className="lt-muted">{t('segment:scheme.attitude')}</p> : (
            <Form.List name={['dimensions', i, 'lines']}>
              {(fields, { add, remove }) => (
                <>
                  {fields.map((f) => (
                    <div key={f.key}>
                      <div className="sg-form-row">
                        <Form.Item name={[f.name, 'metric']} label={t('segment:metric')} rules={required(t('segment:metric'))}><Select showSearch={{ optionFilterProp: 'label' }} options={options} /></Form.Item>
                        <Form.Item name={[f.name, 'weight']} label={t('segment:weight')} rules={required(t('segment:weight'))}><InputNumber min={0} max={100} style={{ width: '100%' }} /></Form.Item>
                        {(['threshold', 'target', 'stretch'] as const).map((k) => <Form.Item key={k} name={[f.name, 'points', k]} label={t(`segment:scheme.${k}`)} rules={required(t(`segment:scheme.${k}`))}><InputNumber style={{ width: '100%' }} /></Form.Item>)}
                      </div>
                      <div className="sg-form-two">
                        <Form.Item name={[f.name, 'least']} label={t('segment:scheme.least')}><InputNumber min={0} style={{ width: '100%' }} /></Form.Item>
                        <Form.Item name={[f.name, 'missing']} label={t('segment:scheme.missing')}><Select options={['leave', 'withhold'].map((value) => ({ value, label: t(`segment:scheme.if_missing.${value}`) }))} /></Form.Item>
                        <Form.Item label=" "><Button icon={<DeleteOutlined />} onClick={() => remove(f.name)}>{t('common:action.delete')}</Button></Form.Item>
                      </div>
                    </div>
                  ))}
                  <Button style={{ marginBottom: 10 }} icon={<PlusOutlined />} disabled={fields.length >= 10} onClick={() => add({ weight: 0, rule: 'linear', least: 0, missing: 'leave' })}>{t('segment:scheme.add_line')}</Button>
                </>
              )}
            </Form.List>
          )}
        </fieldset>
      ))}
      <fieldset className="sg-fieldset">
        <legend>{t('segment:segments')}</legend>
        {segments.map((s, i) => (
          <div key={s.key}>
            <div className="sg-form-two">
              <Form.Item name={['segments', i, 'name_zh']} label={t('segment:scheme.name_zh')} rules={required(t('segment:scheme.name_zh'))}><Input maxLength={100} /></Form.Item>
              <Form.Item name={['segments', i, 'name_en']} label={t('segment:scheme.name_en')} rules={required(t('segment:scheme.name_en'))}><Input maxLength={100} /></Form.Item>
              <Form.Item name={['segments', i, 'action']} label={t('segment:action')}><Select options={[...actionKinds, 'none'].map((value) => ({ value, label: t(`segment:kind.${value}`) }))} /></Form.Item>
            </div>
            <Form.Item name={['segments', i, 'words_zh']} label={t('segment:scheme.words_zh')}><Input maxLength={500} /></Form.Item>
            <Form.Item name={['segments', i, 'words_en']} label={t('segment:scheme.words_en')}><Input maxLength={500} /></Form.Item>
          </div>
        ))}
      </fieldset>
      <fieldset className="sg-fieldset">
        <legend>{t('segment:scheme.rules')}</legend>
        <p className="lt-muted">{t('segment:scheme.rules_help')}</p>
        <Form.List name="rules">
          {(fields, { add, remove, move }) => (
            <>
              {fields.map((f, i) => (
                <div key={f.key} style={{ borderTop: i > 0 ? '1px solid var(--lt-line-2)' : undefined, paddingTop: 6 }}>
                  <div className="sg-form-row" style={{ gridTemplateColumns: 'repeat(5, minmax(0, 1fr))' }}>
                    {dimensions.map((d) => <Form.Item key={d} name={[f.name, d]} label={t(`segment:dimension.${d}`)}><Select mode="multiple" placeholder={t('segment:scheme.any')} options={levels.map((value) => ({ value, label: t(`segment:level.${value}`) }))} /></Form.Item>)}
                    <Form.Item name={[f.name, 'segment']} label={t('segment:segment')} rules={required(t('segment:segment'))}><Select options={keys} /></Form.Item>
                  </div>
                  <div className="lt-row" style={{ marginBottom: 8 }}>
                    <Button size="small" disabled={i === 0} onClick={() => move(i, i - 1)}>{t('segment:scheme.up')}</Button>
                    <Button size="small" icon={<DeleteOutlined />} aria-label={`${t('common:action.delete')} ${i + 1}`} onClick={() => remove(f.name)} />
                  </div>
                </div>
              ))}
              <Button style={{ marginBottom: 10 }} icon={<PlusOutlined />} disabled={fields.length >= 30} onClick={() => add({})}>{t('segment:scheme.add_rule')}</Button>
            </>
          )}
        </Form.List>
        <Form.Item name="otherwise" label={t('segment:scheme.otherwise_of')}><Select options={keys} /></Form.Item>
      </fieldset>
    </>
  )
}
