// The whole file in one form: it is saved as a whole, so what belongs together changes together.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, DatePicker, Form, Input, InputNumber, Select } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useMemo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { EditDrawer } from '../../kit/EditDrawer'
import { today } from '../../kit/format'
import type { File, FileRecord } from './types'
import { useReasons } from './reasons'
import { contractKinds, genders, leavingKinds, levels } from './words'

type Day = Dayjs | null | undefined
type Values = Omit<FileRecord, 'birth_year' | 'employments' | 'contracts' | 'levels' | 'certificates' | 'documents'> & {
  birth_year?: number | null
  employments: { entered_on: Day; left_on?: Day; kind?: string; reasons?: string[]; interview?: string }[]
  contracts: { kind?: string; from_on: Day; to_on?: Day; note?: string }[]
  levels: { level?: string; from_on: Day }[]
  certificates: { name?: string; skill_id?: string; issued_on: Day; expires_on?: Day }[]
  documents: { name?: string; link?: string; added_on?: Day }[]
}

const at = (on: string | undefined): Day => (on ? dayjs(on) : null)
const text = (d: Day): string => d?.format('YYYY-MM-DD') ?? ''

function toForm(r: FileRecord): Values {
  return {
    gender: r.gender, birth_year: r.birth_year || null, note: r.note ?? '',
    employments: r.employments.map((e) => ({ ...e, reasons: e.reasons ?? [], entered_on: at(e.entered_on), left_on: at(e.left_on) })),
    contracts: r.contracts.map((c) => ({ ...c, from_on: at(c.from_on), to_on: at(c.to_on) })),
    levels: r.levels.map((l) => ({ ...l, from_on: at(l.from_on) })),
    certificates: r.certificates.map((c) => ({ ...c, issued_on: at(c.issued_on), expires_on: at(c.expires_on) })),
    documents: r.documents.map((d) => ({ ...d, added_on: at(d.added_on) })),
  }
}

/** In the order of days, as the server keeps them, so that what it tells of a row leads to that row. */
function inOrder<T>(rows: T[] | undefined, day: (row: T) => Day): T[] {
  return [...(rows ?? [])].sort((a, b) => text(day(a)).localeCompare(text(day(b))))
}

function toBody(v: Values): FileRecord {
  return {
    gender: v.gender ?? '', birth_year: v.birth_year ?? 0, note: v.note ?? '',
    employments: inOrder(v.employments, (e) => e.entered_on).map((e) => ({ entered_on: text(e.entered_on), left_on: text(e.left_on), kind: e.left_on ? (e.kind ?? '') : '', reasons: e.left_on ? (e.reasons ?? []) : [], interview: e.interview ?? '' })),
    contracts: inOrder(v.contracts, (c) => c.from_on).map((c) => ({ kind: c.kind ?? '', from_on: text(c.from_on), to_on: text(c.to_on), note: c.note ?? '' })),
    levels: inOrder(v.levels, (l) => l.from_on).map((l) => ({ level: l.level ?? '', from_on: text(l.from_on) })),
    certificates: inOrder(v.certificates, (c) => c.issued_on).map((c) => ({ name: c.name ?? '', skill_id: c.skill_id ?? '', issued_on: text(c.issued_on), expires_on: text(c.expires_on) })),
    documents: inOrder(v.documents, (d) => d.added_on).map((d) => ({ name: d.name ?? '', link: d.link ?? '', added_on: text(d.added_on) })),
  }
}

type Props = { open: boolean; file: File; onClose: () => void; onReload: () => Promise<File>; onSave: (record: FileRecord, rev: number) => Promise<unknown> }

export function FileDrawer({ open, file, onClose, onReload, onSave }: Props) {
  const { t } = useTranslation()
  const known = useReasons()
  const named = file.record.employments.flatMap((e) => e.reasons ?? [])
  const initial = useMemo(() => toForm(file.record), [file.record])
  const required = (label: string) => [{ required: true, message: t('common:form.required', { label }) }]
  const date = (name: (string | number)[], label: string, needed = false) => (
    <Form.Item name={name} label={label} rules={needed ? required(label) : []}><DatePicker style={{ width: '100%' }} placeholder={needed ? undefined : t('people:no_end')} /></Form.Item>
  )
  const choice = (name: (string | number)[], label: string, of: readonly string[], words: string, more?: { free?: boolean }) => (
    <Form.Item name={name} label={label} rules={more?.free ? [] : required(label)}>
      <Select allowClear={more?.free} options={of.map((value) => ({ value, label: t(`people:${words}.${value}`) }))} />
    </Form.Item>
  )
  return (
    <EditDrawer<Values>
      open={open} width={720} identity={`${file.summary.person_id}/${file.rev}`} initial={initial} onClose={onClose} title={t('people:edit_title', { name: file.summary.name })}
      onReload={async () => toForm((await onReload()).record)} onSave={(v) => onSave(toBody(v), file.rev)}
    >
      <div className="pe-two">
        {choice(['gender'], t('people:gender_title'), genders, 'gender', { free: true })}
        <Form.Item name="birth_year" label={t('people:birth_year')}><InputNumber min={1930} max={2100} style={{ width: '100%' }} /></Form.Item>
      </div>
      <Rows name="employments" title={t('people:employments')} add={t('people:add.employment')} blank={{ entered_on: dayjs(today()) }} remove={t('people:remove.employment')}>
        {(i) => (
          <>
            {date([i, 'entered_on'], t('people:entered_on'), true)}
            {date([i, 'left_on'], t('people:left_on'))}
            {choice([i, 'kind'], t('people:leaving'), leavingKinds, 'leaving_kind', { free: true })}
            <Form.Item name={[i, 'reasons']} label={t('people:reasons')}><Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={known.all.filter((r) => !r.ended || named.includes(r.id)).map((r) => ({ value: r.id, label: known.name(r.id) }))} /></Form.Item>
            <Form.Item className="is-wide" name={[i, 'interview']} label={t('people:interview')}><Input.TextArea rows={2} maxLength={2000} /></Form.Item>
          </>
        )}
      </Rows>
      <Rows name="contracts" title={t('people:contracts')} add={t('people:add.contract')} blank={{ kind: 'fixed', from_on: dayjs(today()) }} remove={t('people:remove.contract')}>
        {(i) => (
          <>
            {choice([i, 'kind'], t('people:contract_kind'), contractKinds, 'contract')}
            {date([i, 'from_on'], t('people:from_on'), true)}
            {date([i, 'to_on'], t('people:to_on'))}
            <Form.Item name={[i, 'note']} label={t('people:note')}><Input maxLength={100} /></Form.Item>
          </>
        )}
      </Rows>
      <Rows name="levels" title={t('people:levels')} add={t('people:add.level')} blank={{ level: 'newcomer', from_on: dayjs(today()) }} remove={t('people:remove.level')}>
        {(i) => <>{choice([i, 'level'], t('people:level_title'), levels, 'level')}{date([i, 'from_on'], t('people:since'), true)}</>}
      </Rows>
      <Rows name="certificates" title={t('people:certificates')} add={t('people:add.certificate')} blank={{ issued_on: dayjs(today()) }} remove={t('people:remove.certificate')}>
        {(i) => (
          <>
            <Form.Item className="is-wide" name={[i, 'name']} label={t('people:certificate')} rules={required(t('people:certificate'))}><Input maxLength={100} /></Form.Item>
            {date([i, 'issued_on'], t('people:issued_on'), true)}
            {date([i, 'expires_on'], t('people:expires_on'))}
          </>
        )}
      </Rows>
      <Rows name="documents" title={t('people:documents')} add={t('people:add.document')} blank={{ added_on: dayjs(today()) }} remove={t('people:remove.document')}>
        {(i) => (
          <>
            <Form.Item name={[i, 'name']} label={t('people:document')} rules={required(t('people:document'))}><Input maxLength={100} /></Form.Item>
            {date([i, 'added_on'], t('people:added_on'), true)}
            <Form.Item className="is-wide" name={[i, 'link']} label={t('people:link')} rules={required(t('people:link'))}><Input maxLength={1000} placeholder="https://" /></Form.Item>
          </>
        )}
      </Rows>
      <Form.Item name="note" label={t('people:hr_note')}><Input.TextArea rows={3} maxLength={2000} /></Form.Item>
    </EditDrawer>
  )
}

type RowsProps = { name: string; title: string; add: string; remove: string; blank: object; children: (i: number) => ReactNode }

function Rows({ name, title, add, remove, blank, children }: RowsProps) {
  return (
    <Form.List name={name}>
      {(fields, ops) => (
        <fieldset className="pe-rows">
          <legend>{title}</legend>
          {fields.map((f, n) => (
            <div key={f.key} className="pe-row">
              <div className="pe-two">{children(f.name)}</div>
              <Button type="text" icon={<DeleteOutlined />} aria-label={`${remove} ${n + 1}`} onClick={() => ops.remove(f.name)} />
            </div>
          ))}
          <Button type="dashed" size="small" icon={<PlusOutlined />} onClick={() => ops.add(blank)}>{add}</Button>
        </fieldset>
      )}
    </Form.List>
  )
}
