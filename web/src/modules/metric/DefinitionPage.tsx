// Anyone who doubts a number opens this: they read how it is counted today, with today's figures in it, what changed when,
// and decide whether the number or the reading was wrong. Metric managers make the next version here.
import { EditOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Button, Select } from 'antd'
import { useState } from 'react'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../api/client'
import { useAllowed } from '../../app/access'
import { NotFoundPage } from '../../app/states'
import { DescriptionList } from '../../kit/DescriptionList'
import { Page } from '../../kit/Page'
import { StatusTag } from '../../kit/StatusTag'
import { TimeRangePicker } from '../../kit/TimeRangePicker'
import { Empty, Failure, Skeleton } from '../../kit/blocks'
import { count, duration, metricValue } from '../../kit/format'
import { useSearchState } from '../../kit/useSearchState'
import { useNames } from './Drill'
import { MetricEdit } from './MetricEdit'
import { variantBadge } from './MetricSelect'
import { answerQuery, dataDayQuery, metricQuery, rangeFor } from './queries'
import { spell, withParameters } from './spell'
import { type InForce, type Metric, type MetricVersion, metricName } from './types'
import './metric.css'

export function DefinitionPage() {
  const { t, i18n } = useTranslation('metric')
  const zh = i18n.language !== 'en'
  const { id } = useParams({ strict: false }) as { id: string }
  const [search, patch] = useSearchState()
  const q = useQuery(metricQuery(id))
  const names = useNames()
  const mayManage = useAllowed('metric.manage')
  const [editing, setEditing] = useState(false)
  const dataDay = useQuery(dataDayQuery).data
  const said = typeof search.from === 'string' && typeof search.to === 'string'
  const range = said ? { from: String(search.from), to: String(search.to) } : dataDay ? rangeFor('this_week', dataDay) : undefined
  const version = search.version !== undefined ? Number(search.version) : undefined
  const key = version ? `${id}@${version}` : id
  const now = useQuery({ ...answerQuery({ from: range?.from, to: range?.to, grain: 'total', metrics: key }), enabled: Boolean(range && q.data) })
  const m = q.data
  const crumbs = [{ label: t('catalogue.title'), to: '/metrics' }]
  if (q.isError && q.error instanceof ApiError && q.error.status === 404) return <NotFoundPage />
  if (!m) {
    return (
      <Page title={id} crumbs={crumbs}>
        <section className="lt-card">{q.isError ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : <Skeleton lines={8} />}</section>
      </Page>
    )
  }
  const versions = [...(m.versions ?? [])].sort((a, b) => b.version - a.version)
  const shown: Metric = { ...m, ...((versions.find((v) => v.version === version) as Partial<Metric> | undefined) ?? {}) }
  const cell = now.data?.total?.values[key] ?? now.data?.total?.values[id] ?? now.data?.rows[0]?.values[id]
  const parameters = shown.parameters ?? {}
  const words = (f: string | undefined) => withParameters(spell(f, names, zh), parameters, zh)
  const ratio = Boolean(shown.denominator) && shown.denominator !== '1'
  const number = (v: number | undefined | null, f: string) => (v == null ? '—' : /_ms\b/.test(f) && v >= 1000 ? duration(v) : count(v))
  const exclusions = (zh ? shown.exclusions_zh : shown.exclusions_en) || shown.exclusions_zh || shown.exclusions_en
  return (
    <Page
      title={metricName(m, i18n.language)}
      crumbs={crumbs}
      note={
        <span className="lt-row">
          <span className="mt-badge">{variantBadge(m.id) ?? m.id}</span>
          <StatusTag tone={m.builtin ? 'muted' : 'info'} glyph={m.builtin ? '◎' : undefined}>
            {t(m.builtin ? 'catalogue.builtin' : 'catalogue.custom')}
          </StatusTag>
          {zh ? m.name_en : m.name_zh}
        </span>
      }
      actions={
        <>
          {m.group === 'service_level' && (
            <Link to={'/metrics/variants' as string}>
              <Button tabIndex={-1}>{t('variants.title')}</Button>
            </Link>
          )}
          <Link to={'/explorer' as string} search={{ metrics: m.id, ...(range ?? {}) } as never}>
            <Button tabIndex={-1}>{t('definition.explore')}</Button>
          </Link>
          {mayManage && (
            <Button type="primary" icon={<EditOutlined />} onClick={() => setEditing(true)}>
              {t('definition.new_version')}
            </Button>
          )}
        </>
      }
    >
      <section className="lt-card" aria-label={t('definition.formula')}>
        <div className="lt-card-head">
          <h2>{t('definition.formula')}</h2>
          {versions.length > 1 && (
            <Select
              size="small"
              aria-label={t('catalogue.version')}
              style={{ minWidth: 170 }}
              value={shown.version}
              options={versions.map((v) => ({ value: v.version, label: `v${v.version} · ${v.effective_on}` }))}
              onChange={(v: number) => patch({ version: v === m.version ? undefined : v })}
            />
          )}
          <span className="lt-grow" />
          {range && <TimeRangePicker value={range} onChange={(r) => patch(r)} />}
        </div>
        <div className="lt-card-body mt-stack">
          <div className="mt-formula">
            <b>{metricName(m, i18n.language)}</b> ={' '}
            {ratio ? (
              <span className="mt-fraction">
                <span>{words(shown.numerator)}</span>
                <span>{words(shown.denominator)}</span>
              </span>
            ) : (
              words(shown.numerator)
            )}
            {shown.unit === 'percent' && ' × 100%'}
          </div>
          <div className="mt-formula">
            <span className="lt-muted">{t('definition.today')}</span>{' '}
            {now.isPending && range ? (
              '…'
            ) : cell ? (
              <>
                {ratio ? (
                  <span className="mt-fraction">
                    <span>{number(cell.num, shown.numerator)}</span>
                    <span>{number(cell.den, shown.denominator)}</span>
                  </span>
                ) : (
                  number(cell.num, shown.numerator)
                )}
                {shown.unit === 'percent' && ' × 100%'} = <b>{metricValue(cell.value, shown.unit)}</b>
                {cell.value == null && cell.reason && <span className="lt-muted"> {t(`reason.${cell.reason}`, { defaultValue: cell.reason })}</span>}
              </>
            ) : (
              '—'
            )}
          </div>
          <p className="lt-muted lt-mono">
            {shown.formula || `${shown.numerator}${ratio ? ` / ${/[+-]/.test(shown.denominator) ? `(${shown.denominator})` : shown.denominator}` : ''}${shown.scale && shown.scale !== 1 ? ` × ${shown.scale}` : ''}`}
          </p>
          <DescriptionList
            minWidth={210}
            facts={[
              { label: t('definition.numerator'), value: words(shown.numerator) },
              { label: t('definition.denominator'), value: ratio ? words(shown.denominator) : t('definition.none') },
              { label: t('definition.clock_start'), value: shown.clock_start ? t(`clock.${shown.clock_start}`, { defaultValue: shown.clock_start }) : '—' },
              { label: t('definition.clock_stop'), value: shown.clock_stop ? t(`clock.${shown.clock_stop}`, { defaultValue: shown.clock_stop }) : '—' },
              { label: t('definition.comparison'), value: shown.comparison ? t(shown.comparison === '<' ? 'definition.less' : 'definition.at_most') : '—' },
              { label: t('definition.attribution'), value: t(`attribution.${shown.attribution || 'none'}`, { defaultValue: shown.attribution }) },
              { label: t('definition.exclusions'), value: exclusions || t('definition.none') },
              { label: t('definition.parameters'), value: parametersText(shown, t) },
              ...(shown.parameter_history ? [{ label: t('definition.parameter_history'), value: historyText(shown, t), wide: true }] : []),
              { label: t('catalogue.unit'), value: t(`unit_name.${shown.unit}`) },
              { label: t('catalogue.direction'), value: t(`direction.${shown.direction}`) },
              { label: t('definition.source'), value: shown.source, wide: true },
            ]}
          />
        </div>
      </section>

      <div className="lt-cols">
        <section className="lt-card" aria-label={t('definition.history')}>
          <div className="lt-card-head">
            <h2>{t('definition.history')}</h2>
            <span className="lt-muted">{t('definition.history_note')}</span>
          </div>
          <div className="mt-scroll">
            <table className="mt-table mt-wrap">
              <thead>
                <tr>
                  <th scope="col">{t('catalogue.version')}</th>
                  <th scope="col">{t('edit.effective_on')}</th>
                  <th scope="col">{t('common:metric.definition')}</th>
                  <th scope="col">{t('edit.note')}</th>
                </tr>
              </thead>
              <tbody>
                {(versions.length ? versions : [{ ...m, effective_on: m.effective_on ?? '' } as unknown as MetricVersion]).map((v) => (
                  <tr key={v.version}>
                    <td>
                      <button type="button" className="mt-link" onClick={() => patch({ version: v.version === m.version ? undefined : v.version })}>
                        v{v.version}
                      </button>
                      {v.version === m.version && <StatusTag tone="good">{t('definition.current')}</StatusTag>}
                    </td>
                    <td>{!v.effective_on || v.effective_on < '1971' ? t('definition.always') : v.effective_on}</td>
                    <td>{v.formula ? <code className="lt-mono">{v.formula}</code> : `${words(v.numerator ?? m.numerator)}${v.denominator ? ` ÷ ${words(v.denominator)}` : ''}`}</td>
                    <td>{[v.note, v.author].filter(Boolean).join(' · ') || '—'}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
        <section className="lt-card" aria-label={t('definition.used')}>
          <div className="lt-card-head">
            <h2>{t('definition.used')}</h2>
          </div>
          {(m.used_in ?? []).length === 0 ? (
            <Empty title={t('definition.unused')} />
          ) : (
            <ul className="mt-used">
              {(m.used_in ?? []).map((u) => (
                <li key={`${u.kind} ${u.id}`}>
                  <span className="lt-muted">{t(`use.${u.kind}`, { defaultValue: u.kind })}</span> {u.kind === 'derived' ? <Link to={'/metrics/$id' as string} params={{ id: u.id } as never}>{u.name || u.id}</Link> : u.name || u.id}
                </li>
              ))}
            </ul>
          )}
        </section>
      </div>
      <MetricEdit
        open={editing}
        of={m}
        onClose={() => setEditing(false)}
        onSaved={() => {
          setEditing(false)
          void q.refetch()
        }}
      />
    </Page>
  )
}

/** What the metric took from the centre on which days, when that has changed or will. */
function historyText(m: Metric, t: TFunction): string {
  const own = (p: InForce) => parametersText({ ...m, parameters: { threshold_ms: m.takes?.includes('threshold_ms') ? p.threshold_ms : undefined, short_abandon_ms: m.takes?.includes('short_abandon_ms') ? p.short_abandon_ms : undefined, repeat_window_hours: m.takes?.includes('repeat_window_hours') ? p.repeat_window_hours : undefined } }, t)
  return (m.parameter_history ?? []).map((p) => `${p.from_on ?? t('common:parameter.beginning')} ～ ${p.to_on ?? ''} ${own(p)}`).join('； ')
}

function parametersText(m: Metric, t: TFunction): string {
  const p = m.parameters ?? {}
  const out: string[] = []
  if (p.threshold_ms) out.push(t('definition.threshold', { n: String(p.threshold_ms / 1000) }))
  if (p.short_abandon_ms) out.push(t('definition.short_abandon', { n: String(p.short_abandon_ms / 1000) }))
  if (p.repeat_window_hours) out.push(t('definition.repeat_window', { n: String(p.repeat_window_hours) }))
  for (const k of ['flow_on', 'short_off', 'abandon_off']) if (p[k] !== undefined) out.push(t(`definition.${k}`, { n: String(p[k]) }))
  return out.join(' · ') || t('definition.from_question', { n: '' })
}
