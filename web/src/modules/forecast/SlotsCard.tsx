// The intervals of a day, and why one of them is as high as it is.
import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ChartCard } from '../../charts/ChartCard'
import { Note } from '../../kit/blocks'
import type { Column } from '../../kit/DataTable'
import { addDays, count, day, decimal, none } from '../../kit/format'
import { usePrefs } from '../../kit/prefs'
import { bandsOf, came, changedByHand, forecastOption, modelOf, partsOption, said, type Measure } from './chart'
import { slotsQuery } from './queries'
import type { SlotFigures, Version } from './types'
import { peopleSaid } from './words'

type Row = SlotFigures & { other: number | null }
type Part = { id: string; name: string; value: number }
type Props = { version: Version; queue?: string; measure: Measure; on: string; at?: string; other?: Version; onDay: (on: string) => void; onSlot: (at?: string) => void }

const partOrder = ['level', 'trend', 'weekday', 'profile', 'calendar', 'events', 'drivers', 'manual']
const handleOrder = ['level', 'weekday', 'profile', 'people', 'manual']

export function SlotsCard({ version, queue, measure, on, at, other, onDay, onSlot }: Props) {
  const { t } = useTranslation()
  const { theme } = usePrefs()
  const q = useQuery(slotsQuery(version.id, queue, on))
  const second = useQuery({ ...slotsQuery(other?.id ?? '', queue, on), enabled: Boolean(other && on >= other.first_on && on <= other.last_on && other.grain_minutes === version.grain_minutes) })
  const rows = useMemo<Row[]>(() => {
    const beside = new Map((other ? (second.data ?? []) : []).map((s) => [s.at, said(s, measure)]))
    const all = (q.data ?? []).map((s) => ({ ...s, other: beside.get(s.at) ?? null }))
    // Nights in which nothing comes and nothing is expected are not drawn.
    const busy = (s: Row) => Boolean(s.forecast || s.actual)
    const first = all.findIndex(busy)
    return first < 0 ? [] : all.slice(first, all.length - [...all].reverse().findIndex(busy))
  }, [q.data, second.data, other, measure])
  const show = (v: number | null | undefined) => (measure === 'handle' ? count(v === null || v === undefined ? v : Math.round(v)) : decimal(v))
  const band = (s: SlotFigures, level: number) => {
    const b = bandsOf(s, measure)?.[level]
    return b ? `${show(b.low)} – ${show(b.high)}` : null
  }
  const changed = rows.some((r) => changedByHand(r, measure))
  const columns = useMemo<Column<Row>[]>(
    () => [
      { id: 'at', header: t('forecast:interval'), width: 100, pin: true, cell: (s) => s.at, value: (s) => s.at },
      { id: 'forecast', header: t('forecast:forecast'), width: 110, align: 'right', cell: (s) => show(said(s, measure)), value: (s) => said(s, measure) },
      ...(measure !== 'workload' ? [80, 95].map((p, i): Column<Row> => ({ id: `band${p}`, header: t(`forecast:band${p}`), width: 150, align: 'right', cell: (s) => band(s, i + 1) ?? none, value: (s) => band(s, i + 1) })) : []),
      ...(changed ? [{ id: 'model', header: t('forecast:model_said'), width: 120, align: 'right', cell: (s) => show(modelOf(s, measure)), value: (s) => modelOf(s, measure) } satisfies Column<Row>] : []),
      { id: 'actual', header: t('forecast:actual'), width: 110, align: 'right', cell: (s) => show(came(s, measure)), value: (s) => came(s, measure) },
      ...(other ? [{ id: 'other', header: other.name, width: 140, align: 'right', cell: (s) => show(s.other), value: (s) => s.other } satisfies Column<Row>] : []),
      ...(measure === 'contacts' ? partOrder.filter((p) => rows.some((s) => s.parts?.[p])).map((p): Column<Row> => ({ id: p, header: t(`forecast:part.${p}`), width: 100, align: 'right', cell: (s) => decimal(s.parts?.[p]), value: (s) => s.parts?.[p] })) : []),
      ...(measure === 'handle' ? handleOrder.filter((p) => rows.some((s) => s.handle_parts?.[p])).map((p): Column<Row> => ({ id: p, header: t(`forecast:part.${p}`), width: 100, align: 'right', cell: (s) => decimal(s.handle_parts?.[p]), value: (s) => s.handle_parts?.[p] })) : []),
    ],
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [t, measure, other, rows, changed],
  )
  const option = useMemo(() => {
    if (rows.length === 0) return undefined
    return forecastOption({
      labels: rows.map((s) => s.at), rows, measure, theme, other: other && rows.map((s) => s.other), marked: at ? rows.findIndex((s) => s.at === at) : undefined,
      words: { forecast: t('forecast:forecast'), actual: t('forecast:actual'), band80: t('forecast:band80'), band95: t('forecast:band95'), model: t('forecast:model_said'), other: other?.name, unit: t(`forecast:unit.${measure}`) },
      tip: (i) => {
        const s = rows[i]
        if (!s) return ''
        const lines = [`<b>${s.at}</b>`, `${t('forecast:forecast')} ${show(said(s, measure))}`]
        if (band(s, 1)) lines.push(`${t('forecast:band80')} ${band(s, 1)}`)
        lines.push(`${t('forecast:actual')} ${show(came(s, measure))}`)
        return lines.join('<br/>')
      },
    })
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [rows, measure, theme, other, at, t])
  const busiest = rows.reduce<Row | undefined>((best, s) => ((s.forecast ?? 0) > (best?.forecast ?? -1) ? s : best), undefined)
  const chosen = rows.find((s) => s.at === at) ?? busiest
  // Why a handle time is as long as it is; without parts, and of workload, why contacts are as many.
  const handle = measure === 'handle' && chosen?.handle_parts !== undefined
  const parts = useMemo<Part[]>(() => (handle ? handleOrder.filter((p) => chosen?.handle_parts?.[p] !== undefined).map((p) => ({ id: p, name: t(`forecast:part.${p}`), value: chosen!.handle_parts![p]! })) : partOrder.filter((p) => chosen?.parts?.[p] !== undefined && chosen.parts[p] !== 0).map((p) => ({ id: p, name: t(`forecast:part.${p}`), value: chosen!.parts![p]! }))), [chosen, handle, t])
  const people = peopleSaid(t, version, queue)
  const first = on <= version.first_on
  const last = on >= version.last_on
  return (
    <>
      <ChartCard<Row>
        id="forecast.slots"
        title={t('forecast:intervals_of', { day: day(on) })}
        option={option}
        columns={columns}
        rows={rows}
        rowKey={(s) => s.at}
        height={280}
        loading={q.isPending}
        dimmed={q.isPlaceholderData}
        error={q.error}
        onRetry={() => void q.refetch()}
        emptyReason={t('forecast:closed_day')}
        onClick={(e) => onSlot(rows[e.dataIndex]?.at)}
        onOpen={(s) => onSlot(s.at)}
        extra={
          <span className="lt-row">
            <Button size="small" icon={<LeftOutlined />} aria-label={t('forecast:day_before')} disabled={first} onClick={() => onDay(addDays(on, -1))} />
            <Button size="small" icon={<RightOutlined />} aria-label={t('forecast:day_after')} disabled={last} onClick={() => onDay(addDays(on, 1))} />
          </span>
        }
      />
      {chosen && (
        <ChartCard<Part>
          id="forecast.parts"
          title={handle ? t('forecast:why_handle', { day: day(on), at: chosen.at, value: decimal(chosen.handle_s) }) : t('forecast:why', { day: day(on), at: chosen.at, value: decimal(chosen.forecast) })}
          option={partsOption(parts, theme)}
          columns={[
            { id: 'name', header: t('forecast:part_of'), width: 160, grow: true, cell: (p) => p.name, value: (p) => p.name },
            { id: 'value', header: t(`forecast:unit.${handle ? 'handle' : 'contacts'}`), width: 120, align: 'right', cell: (p) => decimal(p.value, 2), value: (p) => p.value },
            { id: 'means', header: t('forecast:means'), width: 320, grow: true, cell: (p) => t(`forecast:${handle ? 'handle_means' : 'part_means'}.${p.id}`), value: (p) => t(`forecast:${handle ? 'handle_means' : 'part_means'}.${p.id}`) },
          ]}
          rows={parts}
          rowKey={(p) => p.id}
          height={40 + 30 * Math.max(parts.length, 2)}
          extra={<Select size="small" aria-label={t('forecast:interval')} style={{ width: 100 }} value={chosen.at} options={rows.map((s) => ({ value: s.at, label: s.at }))} onChange={(value) => onSlot(value)} />}
        >
          {handle && people && <Note>{people}</Note>}
        </ChartCard>
      )}
    </>
  )
}
