// One cell: which shift, from when, for which skill, locked or not. What rules it would break is said before it is kept.
import { useQuery } from '@tanstack/react-query'
import { Checkbox, Form, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { Note } from '../../kit/blocks'
import { EditDrawer } from '../../kit/EditDrawer'
import { day as dayText, decimal } from '../../kit/format'
import { clockOf } from './clock'
import { cellAt, startsOf } from './grid'
import { PausesFields, pausesFrom, typedPauses, type PauseValue } from './PausesFields'
import type { Cell, Edit, Edited, Line, Roster, ShiftType } from './types'
import { violationText } from './violations'

type Values = { type_id?: string; begins?: number; skill_id?: string; locked: boolean; plain?: boolean; reason?: string; pauses?: PauseValue[] }
type Skill = { id: string; name: string }
type Props = { roster: Roster; at: { line: Line; day: number; on: string } | undefined; types: ShiftType[]; skills: Skill[]; onClose: () => void; onSave: (edits: Edit[], reason?: string) => Promise<unknown> }

export function CellDrawer({ roster, at, types, skills, onClose, onSave }: Props) {
  const c = at && cellAt(at.line, at.day)
  return (
    <EditDrawer<Values>
      open={!!at} width={480} identity={at ? `${at.line.person_id} ${at.day} ${roster.rev}` : ''} title={at ? `${at.line.name} · ${dayText(at.on)}` : ''}
      initial={{ type_id: c?.type_id ?? '', begins: c?.begins, skill_id: c?.skill_id ?? at?.line.skill_ids.find((s) => skills.some((x) => x.id === s)), locked: c?.locked ?? false, pauses: typedPauses(c) }}
      onClose={onClose}
      onSave={async (v) => { if (at) await onSave([editFrom(at, v)], v.reason) }}
    >
      {at && <Fields roster={roster} at={at} types={types} skills={skills} />}
    </EditDrawer>
  )
}

/** Whether the form still says the shift that the cell has, so that what stands in it can be said too. */
const stays = (c: Cell, v: Values) => !!c.type_id && v.type_id === c.type_id && v.begins === c.begins && !v.plain

const editFrom = (at: { line: Line; day: number }, v: Values): Edit => {
  const c = cellAt(at.line, at.day)
  const breaks = stays(c, v) && v.pauses && JSON.stringify(v.pauses) !== JSON.stringify(typedPauses(c)) ? pausesFrom(c, v.pauses) : undefined
  return { ...shiftFrom(at, v), ...(breaks ? { breaks } : {}) }
}

const shiftFrom = (at: { line: Line; day: number }, v: Values): Edit => (v.type_id ? { person_id: at.line.person_id, day: at.day, type_id: v.type_id, begins: v.begins ?? 0, skill_id: v.skill_id ?? '', locked: v.locked, ...(v.plain ? { plain: true } : {}) } : { person_id: at.line.person_id, day: at.day, locked: v.locked })

function Fields({ roster, at, types, skills }: { roster: Roster; at: { line: Line; day: number; on: string }; types: ShiftType[]; skills: Skill[] }) {
  const { t } = useTranslation()
  const form = Form.useFormInstance<Values>()
  const v = { type_id: Form.useWatch('type_id', form), begins: Form.useWatch('begins', form), skill_id: Form.useWatch('skill_id', form), locked: Form.useWatch('locked', form) ?? false, plain: Form.useWatch('plain', form), pauses: Form.useWatch('pauses', form) }
  const type = types.find((x) => x.id === v.type_id)
  const mine = skills.filter((s) => at.line.skill_ids.includes(s.id))
  const edit = editFrom(at, v)
  const now = cellAt(at.line, at.day)
  const odd = Boolean(now.overtime ?? now.early_minutes ?? now.late_minutes)
  const same = odd && v.type_id === now.type_id && v.begins === now.begins
  const starts = same && !startsOf(type).includes(now.begins ?? -1) ? [now.begins ?? 0, ...startsOf(type)] : startsOf(type)
  const ends = (m: number) => (same && !v.plain && m === now.begins ? (now.ends ?? 0) : m + (type?.length_minutes ?? 0))
  const inside = stays(now, v)
  const whole = (!inside || pausesFrom(now, v.pauses) !== undefined) && (!v.type_id || same || (startsOf(type).includes(v.begins ?? -1) && v.skill_id !== undefined))
  const tried = useQuery({ queryKey: ['rosters', 'try', roster.id, roster.rev, edit], enabled: whole, retry: false, queryFn: () => api.post<Edited>(`/rosters/${encodeURIComponent(roster.id)}/edits`, { edits: [edit], try: true }) })
  const news = tried.data?.new_violations ?? []
  return (
    <>
      <Form.Item name="type_id" label={t('roster:grid.shift')}>
        <Select showSearch={{ optionFilterProp: 'label' }} onChange={(id: string) => { const s = startsOf(types.find((x) => x.id === id)); if (!s.includes(form.getFieldValue('begins') as number)) form.setFieldValue('begins', s[0]) }}
          options={[{ value: '', label: t('roster:grid.off') }, ...types.map((x) => ({ value: x.id, label: `${x.code} ${x.name}` }))]} />
      </Form.Item>
      {v.type_id && (
        <div className="lt-row" style={{ alignItems: 'flex-start' }}>
          <Form.Item name="begins" label={t('roster:shift.start')} rules={[{ required: true, message: t('common:form.required', { label: t('roster:shift.start') }) }]}><Select style={{ width: 140 }} options={starts.map((m) => ({ value: m, label: `${clockOf(m)}–${clockOf(ends(m))}` }))} /></Form.Item>
          <Form.Item name="skill_id" label={t('roster:grid.skill')} rules={[{ required: true, message: t('common:form.required', { label: t('roster:grid.skill') }) }]}><Select style={{ width: 200 }} options={(mine.length > 0 ? mine : skills).map((s) => ({ value: s.id, label: s.name }))} /></Form.Item>
        </div>
      )}
      {same && <Note kind="info">{now.overtime ? t('roster:grid.overtime', { hours: decimal(now.overtime.minutes / 60, now.overtime.minutes % 60 === 0 ? 0 : 1), percent: now.overtime.percent }) : t('roster:grid.released')}</Note>}
      {same && <Form.Item name="plain" valuePropName="checked"><Checkbox>{t('roster:grid.plain')}</Checkbox></Form.Item>}
      {inside ? <PausesFields cell={now} /> : v.type_id && <p className="lt-muted">{t('roster:day.placed')}</p>}
      <Form.Item name="locked" valuePropName="checked" extra={t('roster:grid.lock_help')}><Checkbox>{t('roster:grid.locked')}</Checkbox></Form.Item>
      {roster.status === 'published' && <Form.Item name="reason" label={t('roster:grid.reason')} rules={[{ required: true, whitespace: true, message: t('common:form.required', { label: t('roster:grid.reason') }) }]}><Input.TextArea maxLength={500} rows={2} /></Form.Item>}
      {news.length > 0 && <Note kind="warn">{t('roster:grid.would_break')}<ul className="rs-list">{news.map((x, i) => <li key={i}>{violationText(t, x)}</li>)}</ul></Note>}
    </>
  )
}
