import { DeleteOutlined, DownOutlined, PlusOutlined, RightOutlined } from '@ant-design/icons'
import { Button, Checkbox, Input, Select } from 'antd'
import { Fragment, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { StatusTag } from '../../kit/StatusTag'
import { type Draft, type DraftField, type DraftRule, FIELDS, FORMATS, type FieldInfo, type Problem, SOURCES, UNITS, countFields, emptyField, sampleValues } from './mapping'

type Props = {
  draft: Draft
  onChange: (d: Draft) => void
  columns: string[]
  sample: string[][]
  problems: Problem[]
  /** mistakes the server found, by field */
  refused?: { field: string; message: string }[]
}

/** Which column holds what: one line per field of the product, details where a line is opened. */
export function MappingEditor({ draft, onChange, columns, sample, problems, refused }: Props) {
  const { t } = useTranslation('telephony')
  const [open, setOpen] = useState<Record<string, boolean>>({})
  const columnOptions = useMemo(
    () => columns.map((c, i) => ({ value: c, label: c, hint: sample.map((r) => r[i]).filter(Boolean).slice(0, 3).join(' · ') })),
    [columns, sample],
  )
  const field = (name: string, patch: Partial<DraftField> | null) =>
    onChange({ ...draft, fields: { ...draft.fields, [name]: patch === null ? undefined : { ...(draft.fields[name] ?? emptyField()), ...patch } } })
  const rule = (i: number, patch: Partial<DraftRule> | null) =>
    onChange({ ...draft, ignore: patch === null ? draft.ignore.filter((_, j) => j !== i) : draft.ignore.map((r, j) => (j === i ? { ...r, ...patch } : r)) })
  const say = (p: Problem) => t(`mapping.problem.${p.code}`, p.values ?? {})
  const picker = (value: string[], change: (v: string[]) => void, label: string, many: boolean) => (
    <Select
      mode={many ? 'multiple' : undefined}
      aria-label={label}
      placeholder={t('mapping.choose_column')}
      style={{ width: '100%', minWidth: 180 }}
      showSearch={{ optionFilterProp: 'label' }}
      allowClear
      popupMatchSelectWidth={320}
      value={many ? (value as never) : ((value[0] ?? null) as never)}
      options={columnOptions}
      optionRender={(o) => (
        <span className="lt-row">
          <b>{o.label}</b>
          <span className="lt-muted">{(o.data as { hint?: string }).hint}</span>
        </span>
      )}
      onChange={(v: string | string[] | undefined) => change(v === undefined || v === null ? [] : Array.isArray(v) ? v : [v])}
    />
  )
  return (
    <div className="tel-stack">
      <div className="tel-scroll">
        <table className="tel-map" aria-label={t('mapping.title')}>
          <thead>
            <tr>
              <th scope="col">{t('mapping.field')}</th>
              <th scope="col">{t('mapping.from')}</th>
              <th scope="col">{t('mapping.columns')}</th>
              <th scope="col">{t('mapping.reading')}</th>
              <th scope="col">{t('mapping.sample')}</th>
              <th scope="col">
                <span className="lt-sr">{t('mapping.more')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {FIELDS[draft.kind].map((info) => {
              const x = draft.fields[info.name]
              const name = t(draft.kind === 'calls' && info.type === 'time' && info.name !== 'entered' ? `mapping.time.${info.name}` : `mapping.name.${info.name}`)
              const own = problems.filter((p) => p.field === `fields.${info.name}`)
              const theirs = (refused ?? []).filter((p) => p.field === `fields.${info.name}` || p.field.startsWith(`fields.${info.name}.`))
              const opened = open[info.name] === true
              return (
                <Fragment key={info.name}>
                  <tr>
                    <th scope="row">
                      {name}
                      {info.required && <span className="lt-muted"> {t('mapping.required')}</span>}
                      {(own.length > 0 || theirs.length > 0) && (
                        <div role="alert">
                          {own.map((p) => (
                            <StatusTag key={p.code} tone={x || info.required ? 'bad' : 'warn'}>
                              {say(p)}
                            </StatusTag>
                          ))}
                          {theirs.map((p) => (
                            <StatusTag key={p.message} tone="bad">
                              {p.message}
                            </StatusTag>
                          ))}
                        </div>
                      )}
                    </th>
                    <td>
                      <Select
                        aria-label={`${name} ${t('mapping.from')}`}
                        style={{ width: 132 }}
                        value={x ? x.source : 'none'}
                        options={['none', ...SOURCES.filter((s) => allowed(info, s))].map((s) => ({ value: s, label: t(`mapping.source.${s}`) }))}
                        onChange={(s: string) => (s === 'none' ? field(info.name, null) : field(info.name, { source: s as DraftField['source'], refs: s === 'column' ? (x?.refs ?? []).slice(0, 1) : (x?.refs ?? []) }))}
                      />
                    </td>
                    <td>
                      {!x ? (
                        <span className="lt-muted">—</span>
                      ) : x.source === 'const' ? (
                        <Input aria-label={`${name} ${t('mapping.source.const')}`} value={x.const} onChange={(e) => field(info.name, { const: e.target.value })} />
                      ) : (
                        picker(x.refs, (refs) => field(info.name, { refs }), `${name} ${t('mapping.columns')}`, x.source !== 'column')
                      )}
                    </td>
                    <td>{x && <Reading info={info} x={x} name={name} onChange={(p) => field(info.name, p)} />}</td>
                    <td className="lt-muted tel-sample">
                      {x && x.source !== 'const' ? sampleValues(x.refs, columns, sample, 3).join(' · ') : ''}
                    </td>
                    <td>
                      {x && (
                        <Button
                          type="text"
                          size="small"
                          icon={opened ? <DownOutlined /> : <RightOutlined />}
                          aria-expanded={opened}
                          aria-label={`${name} ${t('mapping.more')}`}
                          onClick={() => setOpen({ ...open, [info.name]: !opened })}
                        />
                      )}
                    </td>
                  </tr>
                  {x && opened && (
                    <tr>
                      <td colSpan={6}>
                        <Details info={info} x={x} name={name} draft={draft} columns={columns} sample={sample} picker={picker} onChange={(p) => field(info.name, p)} />
                      </td>
                    </tr>
                  )}
                </Fragment>
              )
            })}
          </tbody>
        </table>
      </div>

      <section className="tel-stack" aria-label={t('mapping.ignore')}>
        <div className="lt-row">
          <h3>{t('mapping.ignore')}</h3>
          <span className="lt-muted">{t('mapping.ignore_note')}</span>
          <Button size="small" icon={<PlusOutlined />} onClick={() => onChange({ ...draft, ignore: [...draft.ignore, { column: '', test: 'equals', value: '', not: false }] })}>
            {t('mapping.ignore_add')}
          </Button>
        </div>
        {draft.ignore.map((r, i) => (
          <div key={i} className="lt-row">
            <div style={{ width: 210 }}>{picker(r.column ? [r.column] : [], (v) => rule(i, { column: v[0] ?? '' }), t('mapping.ignore_column', { n: i + 1 }), false)}</div>
            <Checkbox checked={r.not} onChange={(e) => rule(i, { not: e.target.checked })}>
              {t('mapping.not')}
            </Checkbox>
            <Select aria-label={t('mapping.ignore_test', { n: i + 1 })} style={{ width: 130 }} value={r.test} options={(['equals', 'in', 'empty', 'matches'] as const).map((k) => ({ value: k, label: t(`mapping.test.${k}`) }))} onChange={(test) => rule(i, { test })} />
            {r.test !== 'empty' && <Input aria-label={t('mapping.ignore_value', { n: i + 1 })} style={{ width: 200 }} value={r.value} onChange={(e) => rule(i, { value: e.target.value })} />}
            <Button type="text" icon={<DeleteOutlined />} aria-label={t('mapping.ignore_remove', { n: i + 1 })} onClick={() => rule(i, null)} />
            {problems
              .filter((p) => p.field === `ignore[${i}]`)
              .map((p) => (
                <StatusTag key={p.code} tone="bad">
                  {say(p)}
                </StatusTag>
              ))}
          </div>
        ))}
      </section>
    </div>
  )
}

function allowed(info: FieldInfo, source: string): boolean {
  if (source === 'join') return info.type === 'text' || info.type === 'outcome' || info.type === 'time'
  if (source === 'sum') return info.type === 'count' || info.type === 'duration'
  return true
}

type PartProps = { info: FieldInfo; x: DraftField; name: string; onChange: (p: Partial<DraftField>) => void }

/** How the text of the column is read: time format, unit, separator. */
function Reading({ info, x, name, onChange }: PartProps) {
  const { t } = useTranslation('telephony')
  if (info.type === 'time') return <FormatInput label={`${name} ${t('mapping.format')}`} value={x.format} onChange={(format) => onChange({ format })} />
  if (info.type === 'duration')
    return <Select aria-label={`${name} ${t('mapping.unit')}`} style={{ width: 120 }} value={x.unit || 'auto'} options={UNITS.map((u) => ({ value: u, label: t(`mapping.unit_name.${u}`) }))} onChange={(unit) => onChange({ unit })} />
  if (x.source === 'join') return <Input aria-label={`${name} ${t('mapping.separator')}`} placeholder={t('mapping.separator')} style={{ width: 110 }} value={x.separator} onChange={(e) => onChange({ separator: e.target.value })} />
  if (info.type === 'outcome' || x.map.length) return <span className="lt-muted">{x.map.length ? t('mapping.mapped', { n: x.map.length }) : t('mapping.outcome_hint')}</span>
  return null
}

function FormatInput({ label, value, onChange }: { label: string; value: string; onChange: (v: string) => void }) {
  const { t } = useTranslation('telephony')
  return (
    <Select
      aria-label={label}
      style={{ width: 180 }}
      value={value || 'auto'}
      showSearch
      popupMatchSelectWidth={260}
      options={[...new Set([...FORMATS, value || 'auto'])].map((f) => ({ value: f, label: f === 'auto' ? t('mapping.format_auto') : f }))}
      onChange={onChange}
      onSearch={(v) => v && onChange(v)}
    />
  )
}

function Details({ info, x, name, draft, columns, sample, picker, onChange }: PartProps & { draft: Draft; columns: string[]; sample: string[][]; picker: (v: string[], c: (v: string[]) => void, label: string, many: boolean) => React.ReactNode }) {
  const { t } = useTranslation('telephony')
  const number = info.type === 'count' || info.type === 'duration'
  const seen = sampleValues(x.refs, columns, sample)
  const missing = seen.filter((v) => !x.map.some((m) => m.from === v))
  const outcomes = ['answered', 'transferred', 'abandoned', 'left', 'left:timeout', 'left:callback', 'left:overflow', 'ignored']
  return (
    <div className="tel-stack tel-details">
      {info.type === 'time' && (
        <div className="lt-row">
          <label className="tel-label">{t('mapping.date')}</label>
          <div style={{ width: 200 }}>{picker(x.date ? [x.date] : [], (v) => onChange({ date: v[0] ?? '' }), `${name} ${t('mapping.date')}`, false)}</div>
          {x.date && <FormatInput label={`${name} ${t('mapping.date_format')}`} value={x.date_format} onChange={(date_format) => onChange({ date_format })} />}
          <label className="tel-label">{t('mapping.after')}</label>
          <div style={{ width: 220 }}>{picker(x.after, (after) => onChange({ after }), `${name} ${t('mapping.after')}`, true)}</div>
          <span className="lt-muted">{t('mapping.after_note')}</span>
        </div>
      )}
      {number && (
        <div className="lt-row">
          <label className="tel-label">{t('mapping.minus')}</label>
          <div style={{ width: 220 }}>{picker(x.minus, (minus) => onChange({ minus }), `${name} ${t('mapping.minus')}`, true)}</div>
          {draft.kind === 'intervals' &&
            (['average_of', 'percent_of', 'fraction_of'] as const).map((k) => (
              <Select
                key={k}
                aria-label={`${name} ${t(`mapping.${k}`)}`}
                style={{ width: 190 }}
                allowClear
                placeholder={t(`mapping.${k}`)}
                value={x[k] || undefined}
                options={countFields.map((c) => ({ value: c, label: `${t(`mapping.${k}`)} ${t(`mapping.name.${c}`)}` }))}
                onChange={(v?: string) => onChange({ [k]: v ?? '' })}
              />
            ))}
        </div>
      )}
      {(info.type === 'text' || info.type === 'outcome') && (
        <div className="tel-stack">
          <div className="lt-row">
            <label className="tel-label">{t('mapping.map')}</label>
            <span className="lt-muted">{t('mapping.map_note')}</span>
            <Button size="small" icon={<PlusOutlined />} onClick={() => onChange({ map: [...x.map, { from: missing[0] ?? '', to: '' }] })}>
              {t('mapping.map_add')}
            </Button>
            {missing.length > 1 && (
              <Button size="small" onClick={() => onChange({ map: [...x.map, ...missing.map((from) => ({ from, to: '' }))] })}>
                {t('mapping.map_all', { n: missing.length })}
              </Button>
            )}
          </div>
          {x.map.map((m, i) => (
            <div key={i} className="lt-row">
              <Input aria-label={`${name} ${t('mapping.map_from')} ${i + 1}`} style={{ width: 180 }} value={m.from} onChange={(e) => onChange({ map: x.map.map((y, j) => (j === i ? { ...y, from: e.target.value } : y)) })} />
              <span aria-hidden="true">→</span>
              {info.type === 'outcome' ? (
                <Select aria-label={`${name} ${t('mapping.map_to')} ${i + 1}`} style={{ width: 190 }} value={m.to || undefined} placeholder={t('mapping.map_to')} options={outcomes.map((o) => ({ value: o, label: t(`mapping.outcome.${o.replace(':', '_')}`) }))} onChange={(to: string) => onChange({ map: x.map.map((y, j) => (j === i ? { ...y, to } : y)) })} />
              ) : (
                <Input aria-label={`${name} ${t('mapping.map_to')} ${i + 1}`} style={{ width: 190 }} value={m.to} onChange={(e) => onChange({ map: x.map.map((y, j) => (j === i ? { ...y, to: e.target.value } : y)) })} />
              )}
              <Button type="text" icon={<DeleteOutlined />} aria-label={`${t('common:action.delete')} ${m.from}`} onClick={() => onChange({ map: x.map.filter((_, j) => j !== i) })} />
            </div>
          ))}
        </div>
      )}
      <div className="lt-row">
        <label className="tel-label">{t('mapping.default')}</label>
        <Input aria-label={`${name} ${t('mapping.default')}`} style={{ width: 180 }} value={x.default} onChange={(e) => onChange({ default: e.target.value })} />
        <Checkbox checked={x.zero_means_missing} onChange={(e) => onChange({ zero_means_missing: e.target.checked })}>
          {t('mapping.zero')}
        </Checkbox>
      </div>
    </div>
  )
}
