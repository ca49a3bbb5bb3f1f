// A contest or a draw as it is written; once it has begun it is not changed.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, DatePicker, Form, Input, InputNumber, Radio, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { dimensionsQuery, inUse, metricsQuery } from '../../api/queries'
import { Note } from '../../kit/blocks'
import { EditDrawer } from '../../kit/EditDrawer'
import { addDays, today } from '../../kit/format'
import { ladderQuery } from './queries'
import type { Contest, ContestBody, Gift } from './types'

type PrizeValues = { pays?: string; amount?: number | null; gift_id?: string; count?: number | null }
type Values = {
  name?: string; days: [Dayjs, Dayjs]; of: ContestBody['of']; levels?: string[]; teams?: string[]; positions?: string[]; variables?: { key?: string; metric?: string; seconds?: number | null }[]
  formula?: string; gate?: string; least_of?: string; least?: number | null; cap?: number | null; ties: ContestBody['ties']; top: number; prizes?: PrizeValues[]; wait_days: number; claim_days?: number | null; note?: string
}

function bodyOf(kind: Contest['kind'], v: Values): ContestBody {
  return {
    kind, name: v.name ?? '', from_on: v.days[0].format('YYYY-MM-DD'), to_on: v.days[1].format('YYYY-MM-DD'), wait_days: v.wait_days ?? 0, of: v.of, for: { levels: v.of === 'teams' ? [] : (v.levels ?? []), teams: v.teams ?? [], positions: v.of === 'teams' ? [] : (v.positions ?? []) },
    variables: (v.variables ?? []).map((x) => ({ key: x?.key ?? '', metric: x?.metric ?? '', ...(x?.seconds === null || x?.seconds === undefined ? {} : { seconds: x.seconds }) })),
    formula: v.formula ?? '', gate: v.gate ?? '', least_of: v.least_of ?? '', least: v.least_of ? (v.least ?? 0) : 0, cap: v.cap ?? 0, ties: v.ties, top: v.top ?? 0, claim_days: v.claim_days ?? 0, note: v.note ?? '',
    prizes: (v.prizes ?? []).map((p) => ({ pays: (p?.pays ?? 'money') as 'money', amount: p?.pays === 'gift' ? 1 : Math.round((p?.amount ?? 0) * (p?.pays === 'points' ? 1 : 100)), gift_id: p?.pays === 'gift' ? (p?.gift_id ?? '') : '', count: p?.count ?? 1 })),
  }
}

const blank = (kind: Contest['kind']): Values => ({
  name: '', days: [dayjs(addDays(today(), 1)), dayjs(addDays(today(), 30))], of: 'people', levels: [], teams: [], positions: [], variables: [{ key: 'calls', metric: 'answered' }], formula: kind === 'draw' ? 'calls / 100' : 'calls', gate: '', least: null,
  cap: kind === 'draw' ? 20 : null, ties: kind === 'draw' ? 'all' : 'split', top: 10, prizes: [{ pays: 'money', count: 1 }], wait_days: 3, claim_days: kind === 'draw' ? 14 : null, note: '',
})

export function ContestDrawer({ kind, open, contest, onClose }: { kind: Contest['kind']; open: boolean; contest?: Contest; onClose: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const initial = useMemo<Values>(() => (contest
    ? { ...contest, ...contest.for, days: [dayjs(contest.from_on), dayjs(contest.to_on)], prizes: contest.prizes.map((p) => ({ ...p, amount: p.pays === 'money' ? (p.amount ?? 0) / 100 : p.amount })) }
    : blank(kind)), [contest, kind])
  return (
    <EditDrawer<Values>
      open={open} identity={contest ? `${contest.id} ${contest.rev}` : kind} width={720} title={contest ? t('incentive:rule.edit', { name: contest.name }) : t(`incentive:contest.add_${kind}`)} initial={initial} onClose={onClose}
      fieldOf={(path) => (path[0] === 'for' ? [path[1]!] : /_on$/.test(String(path[0])) ? ['days'] : undefined)}
      onSave={async (v) => {
        const body = bodyOf(kind, v)
        if (contest) await api.put(`/incentive-contests/${encodeURIComponent(contest.id)}`, body, contest.rev)
        else await api.post('/incentive-contests', body)
        await queries.invalidateQueries({ queryKey: ['incentive'] })
      }}
    >
      <Fields kind={kind} />
    </EditDrawer>
  )
}

function Fields({ kind }: { kind: Contest['kind'] }) {
  const { t } = useTranslation()
  const form = Form.useFormInstance<Values>()
  const { data: dims } = useQuery(dimensionsQuery)
  const { data: metrics } = useQuery(metricsQuery)
  const { data: ladder } = useQuery(ladderQuery)
  const { data: gifts } = useQuery({ queryKey: ['incentive', 'gifts'], queryFn: ({ signal }) => api.get<Gift[]>('/incentive-gifts', undefined, signal) })
  const of = Form.useWatch('of', form)
  const ties = Form.useWatch('ties', form)
  const variables = Form.useWatch('variables', form)
  const prizes = Form.useWatch('prizes', form)
  const leastOf = Form.useWatch('least_of', form)
  const required = (label: string) => [{ required: true, message: t('common:form.required', { label }) }]
  const english = t('incentive:lang') === 'en'
  const draw = kind === 'draw'
  const whole = { width: '100%' }
  return (
    <>
      {draw && <Note>{t('incentive:contest.draw_note')}</Note>}
      <div className="in-two">
        <Form.Item name="name" label={t('incentive:rule.name')} rules={required(t('incentive:rule.name'))}><Input maxLength={100} /></Form.Item>
        <Form.Item name="days" label={t('incentive:contest.days')} rules={required(t('incentive:contest.days'))}><DatePicker.RangePicker allowClear={false} style={whole} /></Form.Item>
        {!draw && <Form.Item name="of" label={t('incentive:contest.of')}><Radio.Group options={['people', 'teams'].map((value) => ({ value, label: t(`incentive:contest.of_${value}`) }))} /></Form.Item>}
        <Form.Item name="teams" label={t('incentive:rule.teams')} extra={t('incentive:contest.for_help')}><Select mode="multiple" placeholder={t('incentive:everybody')} showSearch={{ optionFilterProp: 'label' }} options={inUse(dims?.teams).map((x) => ({ value: x.id, label: x.name }))} /></Form.Item>
        {of !== 'teams' && <Form.Item name="levels" label={t('incentive:rule.levels')}><Select mode="multiple" placeholder={t('incentive:everybody')} options={['newcomer', 'skilled', 'expert'].map((value) => ({ value, label: t(`people:level.${value}`) }))} /></Form.Item>}
        {of !== 'teams' && <Form.Item name="positions" label={t('incentive:rule.positions')}><Select mode="multiple" placeholder={t('incentive:everybody')} options={(ladder?.ladder.positions ?? []).map((x) => ({ value: x.code, label: english ? x.name_en || x.name : x.name }))} /></Form.Item>}
      </div>
      <Form.List name="variables">
        {(fields, ops) => (
          <>
            {fields.map((f, n) => (
              <div key={f.key} className="in-variable">
                <Form.Item name={[f.name, 'key']} label={`${t('incentive:rule.key')} ${n + 1}`} rules={required(t('incentive:rule.key'))}><Input maxLength={30} /></Form.Item>
                <Form.Item name={[f.name, 'metric']} label={`${t('incentive:rule.metric')} ${n + 1}`} rules={required(t('incentive:rule.metric'))}><Select showSearch={{ optionFilterProp: 'label' }} options={(metrics ?? []).map((m) => ({ value: m.id, label: `${english ? m.name_en : m.name_zh} ${m.id}` }))} /></Form.Item>
                <Form.Item name={[f.name, 'seconds']} label={`${t('incentive:rule.seconds')} ${n + 1}`}><InputNumber min={0} max={3600} precision={0} style={whole} /></Form.Item>
                <Button type="text" icon={<DeleteOutlined />} aria-label={`${t('common:action.delete')} ${t('incentive:rule.key')} ${n + 1}`} disabled={fields.length === 1} onClick={() => ops.remove(f.name)} />
              </div>
            ))}
            {fields.length < 10 && <Button type="dashed" size="small" icon={<PlusOutlined />} style={{ marginBottom: 16 }} onClick={() => ops.add({})}>{t('incentive:rule.add_variable')}</Button>}
          </>
        )}
      </Form.List>
      <Form.Item name="formula" className="in-formula" label={t(draw ? 'incentive:contest.formula_draw' : 'incentive:contest.formula')} extra={t(draw ? 'incentive:contest.formula_draw_help' : 'incentive:contest.formula_help')} rules={required(t('incentive:rule.formula'))}><Input.TextArea rows={2} maxLength={2000} spellCheck={false} placeholder={draw ? 'calls / 100' : 'calls'} /></Form.Item>
      <Form.Item name="gate" className="in-formula" label={t('incentive:contest.gate')} extra={t('incentive:contest.gate_help')}><Input.TextArea rows={1} maxLength={2000} spellCheck={false} placeholder="qa >= 85" /></Form.Item>
      <div className="in-two">
        <Form.Item name="least_of" label={t('incentive:contest.least_of')}><Select allowClear placeholder={none(t)} options={(variables ?? []).filter((x) => x?.key).map((x) => ({ value: x.key!, label: x.key! }))} /></Form.Item>
        {leastOf && <Form.Item name="least" label={t('incentive:contest.least')} rules={required(t('incentive:contest.least'))}><InputNumber min={0} style={whole} /></Form.Item>}
        {draw && <Form.Item name="cap" label={t('incentive:contest.cap')}><InputNumber min={1} max={10000} precision={0} style={whole} /></Form.Item>}
        <Form.Item name="wait_days" label={t('incentive:contest.wait_days')} extra={t('incentive:contest.wait_help')}><InputNumber min={0} max={31} precision={0} style={whole} /></Form.Item>
        {draw ? <Form.Item name="claim_days" label={t('incentive:contest.claim_days')} extra={t('incentive:contest.claim_help')}><InputNumber min={0} max={100} precision={0} style={whole} /></Form.Item> : <Form.Item name="top" label={t('incentive:contest.top')} extra={t('incentive:contest.top_help')}><InputNumber min={0} max={50} precision={0} style={whole} /></Form.Item>}
      </div>
      {!draw && <Form.Item name="ties" label={t('incentive:contest.ties')} extra={ties && t(`incentive:contest.ties_${ties}_help`)}><Radio.Group options={['split', 'all'].map((value) => ({ value, label: t(`incentive:contest.ties_${value}`) }))} /></Form.Item>}
      <Form.List name="prizes">
        {(fields, ops) => (
          <>
            {fields.map((f, n) => (
              <div key={f.key} className="in-prize">
                <Form.Item name={[f.name, 'pays']} label={draw ? t('incentive:contest.prize_n', { n: n + 1 }) : t('incentive:contest.place_n', { n: n + 1 })}><Select options={['money', 'points', 'gift'].map((value) => ({ value, label: t(`incentive:pays.${value}`) }))} /></Form.Item>
                {prizes?.[n]?.pays === 'gift'
                  ? <Form.Item name={[f.name, 'gift_id']} label={`${t('incentive:gift.one')} ${n + 1}`} rules={required(t('incentive:gift.one'))}><Select options={(gifts ?? []).map((g) => ({ value: g.id, label: `${g.name} (${g.stock})` }))} /></Form.Item>
                  : <Form.Item name={[f.name, 'amount']} label={`${t('incentive:run.amount')} ${n + 1}`} rules={required(t('incentive:run.amount'))}><InputNumber min={0} max={1e8} precision={prizes?.[n]?.pays === 'points' ? 0 : 2} style={whole} /></Form.Item>}
                {draw && <Form.Item name={[f.name, 'count']} label={`${t('incentive:contest.count')} ${n + 1}`} rules={required(t('incentive:contest.count'))}><InputNumber min={1} max={200} precision={0} style={whole} /></Form.Item>}
                <Button type="text" icon={<DeleteOutlined />} aria-label={`${t('common:action.delete')} ${t('incentive:contest.prizes')} ${n + 1}`} disabled={fields.length === 1} onClick={() => ops.remove(f.name)} />
              </div>
            ))}
            {fields.length < 50 && <Button type="dashed" size="small" icon={<PlusOutlined />} style={{ marginBottom: 16 }} onClick={() => ops.add({ pays: 'money', count: 1 })}>{t('incentive:contest.add_prize')}</Button>}
          </>
        )}
      </Form.List>
      <Form.Item name="note" label={t('incentive:rule.note')}><Input.TextArea rows={2} maxLength={2000} /></Form.Item>
    </>
  )
}

const none = (t: (key: string) => string) => t('incentive:contest.no_least')
