// What stands in a cell: its breaks by when they begin, and the meetings, training and other work beside them.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Form, Input, InputNumber, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { clockOf, minutesOf } from './clock'
import { kinds } from './pieces'
import type { Cell, Pause } from './types'

/** A pause as it is typed. */
export type PauseValue = { name: string; minutes: number | null; paid?: boolean; kind?: Pause['kind']; at: string }

export const typedPauses = (c: Cell | undefined): PauseValue[] => (c?.breaks ?? []).map((b) => ({ name: b.name, minutes: b.minutes, paid: b.paid, kind: b.kind, at: clockOf(b.at).slice(0, 5) }))

/** When a typed pause begins: in a shift past midnight, times before its beginning are of the next day. */
function beginOf(c: Cell, at: string): number | undefined {
  const m = minutesOf(at)
  return m === undefined ? undefined : m < (c.begins ?? 0) ? m + 1440 : m
}

/** The pauses that were typed; undefined when they are not whole, or cannot stand so. */
export function pausesFrom(c: Cell, values: PauseValue[] | undefined): Pause[] | undefined {
  const out: Pause[] = []
  for (const v of values ?? []) {
    const at = beginOf(c, v.at)
    if (at === undefined || !v.minutes || !v.name.trim()) return undefined
    out.push({ name: v.name.trim(), at, minutes: v.minutes, ...(v.paid ? { paid: true } : {}), ...(v.kind ? { kind: v.kind } : {}) })
  }
  out.sort((a, b) => a.at - b.at)
  return out.every((x, i) => x.at >= (c.begins ?? 0) && x.at + x.minutes <= (c.ends ?? 0) && (i === 0 || out[i - 1]!.at + out[i - 1]!.minutes <= x.at)) ? out : undefined
}

/** A value of the form that is not shown. */
const Kept = () => null

export function PausesFields({ cell }: { cell: Cell }) {
  const { t } = useTranslation()
  const form = Form.useFormInstance<{ pauses?: PauseValue[] }>()
  const needed = (label: string) => ({ required: true, message: t('common:form.required', { label }) })
  const fits = (k: number) => ({
    validator: () => {
      const all = form.getFieldValue('pauses') as PauseValue[]
      const mine = all[k]
      const at = mine && beginOf(cell, mine.at ?? '')
      if (!mine || !mine.at) return Promise.resolve()
      if (at === undefined) return Promise.reject(new Error(t('roster:day.no_time')))
      const end = at + (mine.minutes ?? 0)
      if (at < (cell.begins ?? 0) || end > (cell.ends ?? 0)) return Promise.reject(new Error(t('roster:day.outside')))
      const other = all.find((x, i) => { const b = i === k ? undefined : beginOf(cell, x?.at ?? ''); return b !== undefined && b < end && at < b + (x.minutes ?? 0) })
      return other ? Promise.reject(new Error(t('roster:day.clash', { a: mine.name, b: other.name }))) : Promise.resolve()
    },
  })
  return (
    <Form.List name="pauses">
      {(fields, { add, remove }) => (
        <fieldset className="ro-rules">
          <legend>{t('roster:day.pauses')}</legend>
          {fields.map((f) => {
            const kind = form.getFieldValue(['pauses', f.name, 'kind']) as Pause['kind']
            return (
              <div key={f.key} className="rd-pauses">
                {(kind ? ['paid'] : ['paid', 'kind', 'name']).map((key) => <Form.Item key={key} name={[f.name, key]} noStyle><Kept /></Form.Item>)}
                {kind ? <Form.Item name={[f.name, 'kind']}><Select aria-label={t('roster:day.what')} options={kinds.map((k) => ({ value: k, label: t(`roster:day.kind.${k}`) }))} /></Form.Item> : <span className="rd-name lt-muted">{t('roster:day.kind.break')}</span>}
                {kind ? <Form.Item name={[f.name, 'name']} rules={[{ ...needed(t('roster:shift.name')), whitespace: true }]}><Input aria-label={t('roster:shift.name')} maxLength={40} /></Form.Item> : <span className="rd-name">{form.getFieldValue(['pauses', f.name, 'name'])}</span>}
                <Form.Item name={[f.name, 'at']} rules={[needed(t('roster:day.at')), fits(f.name)]}><Input aria-label={t('roster:day.at')} maxLength={5} /></Form.Item>
                <Form.Item name={[f.name, 'minutes']} rules={[needed(t('roster:minutes'))]}><InputNumber aria-label={t('roster:minutes')} min={1} max={720} precision={0} disabled={!kind} style={{ width: '100%' }} /></Form.Item>
                {kind ? <Button type="text" icon={<DeleteOutlined />} aria-label={t('common:action.delete')} onClick={() => remove(f.name)} /> : <span />}
              </div>
            )
          })}
          <Button size="small" icon={<PlusOutlined />} disabled={fields.length >= 20} onClick={() => add({ kind: 'meeting', name: t('roster:day.kind.meeting'), at: '', minutes: 30, paid: true })}>{t('roster:day.add')}</Button>
        </fieldset>
      )}
    </Form.List>
  )
}
