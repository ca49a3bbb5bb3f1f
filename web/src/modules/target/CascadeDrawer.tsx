// Shares a target out to those below: what each would get is seen, and can be changed, before anything is saved.
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, InputNumber, Select, Switch } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { Failure, Skeleton } from '../../kit/blocks'
import { EditDrawer } from '../../kit/EditDrawer'
import { decimal, percent } from '../../kit/format'
import { StatusTag } from '../../kit/StatusTag'
import { CheckTag } from './Parts'
import type { ByHand, Cascade, CascadeIn, Child, Detail, Group, OwnWeight } from './types'
import { levels, metricText, movedBy, scopes, subjectText, valueText } from './words'

type Values = { to: CascadeIn['to']; weights: CascadeIn['weights']; balance: boolean; reason?: string; newcomer?: number; skilled?: number; expert?: number }

const tones = { added: 'good', changed: 'warn', same: 'muted' } as const

export function CascadeDrawer({ open, parent, onClose }: { open: boolean; parent: Detail; onClose: () => void }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [form] = Form.useForm<Values>()
  const narrower = scopes.slice(scopes.indexOf(parent.scope) + 1) as CascadeIn['to'][]
  const initial = useMemo<Values>(() => ({ to: parent.scope === 'team' ? 'person' : 'team', weights: 'heads', balance: true, reason: '' }), [parent.scope])
  const [edits, setEdits] = useState<{ of: string; list: ByHand[] }>({ of: '', list: [] })
  const mine = edits.of === parent.id ? edits.list : []
  const [weights, setWeights] = useState<{ of: string; list: OwnWeight[] }>({ of: '', list: [] })
  const own = weights.of === parent.id ? weights.list : []
  const wrong = own.filter((w) => !(w.weight > 0))
  const typed = (Form.useWatch([], form) as Values | undefined) ?? initial
  const asked = (v: Values, check: boolean): CascadeIn => ({
    parent_id: parent.id, to: v.to ?? initial.to, weights: v.weights ?? initial.weights, balance: v.balance ?? true, edits: mine, own: check ? own.filter((w) => w.weight > 0) : own, check, reason: check ? '' : (v.reason?.trim() ?? ''),
    levels: levels.filter((l) => typeof v[l] === 'number' && v[l] !== 0).map((level) => ({ level, offset: v[level]! })),
  })
  const look = asked(typed, true)
  const q = useQuery({ queryKey: ['target', 'cascade', look], enabled: open, retry: false, placeholderData: keepPreviousData, queryFn: ({ signal }) => api.post<Cascade>('/target-cascades', look, { signal }) })
  const total = parent.adds === 'sum'
  const edit = (c: Child, target: number | null) => {
    const rest = mine.filter((e) => e.scope !== c.scope || e.scope_id !== c.scope_id)
    setEdits({ of: parent.id, list: target === null ? rest : [...rest, { scope: c.scope, scope_id: c.scope_id, ...movedBy(c, target, total), weight: c.weight }] })
  }
  const weigh = (c: Child, weight: number | null) => {
    const rest = own.filter((w) => w.scope !== c.scope || w.scope_id !== c.scope_id)
    setWeights({ of: parent.id, list: weight === null ? rest : [...rest, { scope: c.scope, scope_id: c.scope_id, weight }] })
  }
  const close = () => {
    setWeights({ of: '', list: [] })
    setEdits({ of: '', list: [] })
    onClose()
  }
  return (
    <EditDrawer<Values>
      open={open} identity={parent.id} width={900} form={form} title={t('target:cascade.of', { name: subjectText(t, parent), metric: metricText(t, parent) })} saveLabel={t('target:cascade.save')} initial={initial} onClose={close}
      onSave={async (v) => {
        if (wrong.length > 0) throw new Error(t('target:cascade.positive'))
        await api.post('/target-cascades', asked(v, false))
        await queries.invalidateQueries({ queryKey: ['target'] })
      }}
      below={q.isError && !q.data ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !q.data ? <Skeleton lines={6} /> : (
        <section aria-label={t('target:cascade.preview')} aria-busy={q.isPlaceholderData || undefined}>
          <h3>{t('target:cascade.preview')}</h3>
          {own.length > 0 && <p>{t('target:cascade.own', { count: own.length })} <Button type="link" size="small" onClick={() => setWeights({ of: '', list: [] })}>{t('target:cascade.own_back')}</Button></p>}
          {q.data.groups.length === 0 && <p className="lt-muted">{t('target:cascade.nobody')}</p>}
          {q.data.groups.map((g, i) => <Part key={`${g.scope} ${g.scope_id ?? ''}`} group={g} first={i === 0} unit={parent.unit} own={own} onEdit={edit} onWeigh={weigh} />)}
        </section>
      )}
    >
      <p className="lt-muted">{t(total ? 'target:cascade.help_sum' : 'target:cascade.help_mean')}</p>
      <div className="tg-two">
        <Form.Item name="to" label={t('target:cascade.to')}><Select options={narrower.map((value) => ({ value, label: t(`target:cascade.down_to.${value}`) }))} /></Form.Item>
        <Form.Item name="weights" label={t('target:cascade.weights')}><Select options={(['heads', 'contacts', 'equal'] as const).map((value) => ({ value, label: t(`target:cascade.by.${value}`) }))} /></Form.Item>
      </div>
      {typed.to === 'person' && (
        <>
          <div className="tg-three">
            {levels.map((level) => <Form.Item key={level} name={level} label={t('target:cascade.offset', { level: t(`target:level.${level}`) })} extra={t(total ? 'target:cascade.offset_sum' : 'target:cascade.offset_mean')}><InputNumber placeholder="0" style={{ width: '100%' }} /></Form.Item>)}
          </div>
          {!total && <Form.Item name="balance" label={t('target:cascade.balance')} extra={t('target:cascade.balance_help')} valuePropName="checked"><Switch /></Form.Item>}
        </>
      )}
      <Form.Item name="reason" label={t('target:reason')} extra={t('target:cascade.reason_help')}><Input maxLength={500} /></Form.Item>
    </EditDrawer>
  )
}

/** One parent with what its children get. */
function Part({ group, first, unit, own, onEdit, onWeigh }: { group: Group; first: boolean; unit: Detail['unit']; own: OwnWeight[]; onEdit: (c: Child, target: number | null) => void; onWeigh: (c: Child, weight: number | null) => void }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(first)
  const typed = (c: Child, text: string) => {
    const value = Number(text)
    if (text.trim() !== '' && Number.isFinite(value) && Math.abs(value - c.target) > 0.005) onEdit(c, value)
  }
  const sum = group.children.reduce((total, c) => total + c.weight, 0)
  const name = group.scope === 'centre' ? t('target:scope.centre') : group.name
  return (
    <details className="tg-group" open={open} onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary><b>{name}</b><span className="lt-muted">{t('target:cascade.count', { count: group.children.length })}</span><CheckTag check={group.check} unit={unit} /></summary>
      {open && (
        <table>
          <thead><tr><th scope="col">{t('target:subject')}</th><th scope="col">{t('target:level_title')}</th><th scope="col" className="is-number">{t('target:weight')}</th><th scope="col" className="is-number">{t('target:cascade.share')}</th><th scope="col" className="is-number">{t('target:threshold')}</th><th scope="col" className="is-number">{t('target:target')}</th><th scope="col" className="is-number">{t('target:stretch')}</th><th scope="col">{t('target:cascade.change')}</th></tr></thead>
          <tbody>
            {group.children.map((c) => (
              <tr key={c.scope_id}>
                <td>{subjectText(t, c)}</td><td>{c.level ? t(`target:level.${c.level}`) : ''}</td><Weight child={c} own={own.find((w) => w.scope === c.scope && w.scope_id === c.scope_id)} onWeigh={onWeigh} /><td className="is-number">{percent((100 * c.weight) / sum)}</td><td className="is-number">{valueText(c.threshold, unit)}</td>
                <td className="is-number"><InputNumber key={c.target} size="small" aria-label={t('target:cascade.edit', { name: subjectText(t, c) })} defaultValue={Math.round(c.target * 100) / 100} controls={false} style={{ width: 90 }} changeOnWheel={false} onPressEnter={(e) => typed(c, (e.target as HTMLInputElement).value)} onBlur={(e) => typed(c, e.target.value)} /></td>
                <td className="is-number">{valueText(c.stretch, unit)}</td>
                <td><StatusTag tone={tones[c.change]}>{t(`common:file.how.${c.change}`)}{c.before && c.change === 'changed' ? ` ${t('target:cascade.was', { value: valueText(c.before.target, unit) })}` : ''}</StatusTag>{c.edited && <Button type="link" size="small" onClick={() => onEdit(c, null)}>{t('target:cascade.undo')}</Button>}</td>
              </tr>
            ))}
          </tbody>
          <tfoot><tr><th scope="row" colSpan={2}>{t('target:cascade.sum')}</th><td className="is-number">{decimal(sum, Number.isInteger(sum) ? 0 : 2)}</td><td className="is-number">{percent(100)}</td><td colSpan={4} /></tr></tfoot>
        </table>
      )}
    </details>
  )
}

/** How much a child counts: by the rule, or as it is set by hand; what cannot be is told beside the field. */
function Weight({ child, own, onWeigh }: { child: Child; own?: OwnWeight; onWeigh: (c: Child, weight: number | null) => void }) {
  const { t } = useTranslation()
  const bad = own !== undefined && !(own.weight > 0)
  const typed = (text: string) => {
    if (text.trim() === '') onWeigh(child, null)
    else if (Math.abs(Number(text) - child.weight) > 0.005 || bad) onWeigh(child, Number.isFinite(Number(text)) ? Number(text) : 0)
  }
  return (
    <td className="is-number">
      <InputNumber key={own?.weight ?? child.weight} size="small" aria-label={t('target:cascade.weigh', { name: subjectText(t, child) })} aria-invalid={bad || undefined} status={bad ? 'error' : undefined} defaultValue={own?.weight ?? Math.round(child.weight * 100) / 100} controls={false} style={{ width: 74 }} changeOnWheel={false} onPressEnter={(e) => typed((e.target as HTMLInputElement).value)} onBlur={(e) => typed(e.target.value)} />
      {bad && <div role="alert" className="tg-wrong">{t('target:cascade.positive')}</div>}
    </td>
  )
}
