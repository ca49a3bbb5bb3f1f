// A chart with its numbers: the same data as a table, as Excel, and in words for who cannot see the picture.
import { DownloadOutlined } from '@ant-design/icons'
import type { EChartsCoreOption } from 'echarts/core'
import { App, Button, Segmented } from 'antd'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Empty, Failure, Skeleton } from '../kit/blocks'
import { DataTable, type Column } from '../kit/DataTable'
import { faultText } from '../kit/fault'
import { api } from '../api/client'
import { saveWorkbook } from '../kit/xlsx'
import { Chart, type ChartClick } from './Chart'

type Props<T extends object> = {
  id: string
  title: string
  /** What the picture says, in one sentence. */
  summary?: string
  option: EChartsCoreOption | undefined
  /** The numbers behind the picture. `value` of a column goes to Excel. */
  columns: Column<T>[]
  rows: T[]
  rowKey: (row: T, index: number) => string
  height?: number
  extra?: ReactNode
  onClick?: (e: ChartClick) => void
  onOpen?: (row: T) => void
  loading?: boolean
  dimmed?: boolean
  error?: unknown
  onRetry?: () => void
  /** Makes the workbook on the server; without it the table is written here. */
  onExport?: () => Promise<void>
  emptyReason?: ReactNode
  children?: ReactNode
}

export function ChartCard<T extends object>(p: Props<T>) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const [view, setView] = useState<'chart' | 'table'>('chart')
  const [busy, setBusy] = useState(false)
  const save = async () => {
    setBusy(true)
    try {
      if (p.onExport) await p.onExport()
      else {
        await api.post('/audit/exports', { what: p.id, rows: p.rows.length })
        const named = p.columns.filter((c) => c.value)
        saveWorkbook(`${p.title}.xlsx`, [{ name: p.title, head: named.map((c) => c.header), rows: p.rows.map((r) => named.map((c) => c.value!(r))) }])
      }
    } catch (error) {
      void message.error(faultText(error))
    } finally {
      setBusy(false)
    }
  }
  const empty = p.rows.length === 0
  return (
    <section className="lt-card" aria-label={p.title}>
      <div className="lt-card-head">
        <h2>{p.title}</h2>
        {p.extra}
        <span className="lt-grow" />
        <Segmented
          size="small"
          value={view}
          onChange={setView}
          aria-label={p.title}
          options={[{ value: 'chart', label: t('common:chart.as_chart') }, { value: 'table', label: t('common:chart.as_table') }]}
        />
        <Button size="small" icon={<DownloadOutlined />} loading={busy} disabled={empty} onClick={() => void save()}>{t('common:action.export')}</Button>
      </div>
      <div className="lt-card-body" style={view === 'table' && !empty ? { padding: 0 } : undefined}>
        {p.error !== undefined && p.error !== null && empty ? (
          <Failure error={p.error} onRetry={p.onRetry} />
        ) : p.loading && empty ? (
          <Skeleton lines={7} />
        ) : empty || !p.option ? (
          <Empty title={t('common:chart.empty')} reason={p.emptyReason} />
        ) : view === 'table' ? (
          <DataTable id={p.id} label={p.title} columns={p.columns} rows={p.rows} rowKey={p.rowKey} maxHeight={p.height ?? 360} onOpen={p.onOpen} dimmed={p.dimmed} />
        ) : (
          <div className={p.dimmed ? 'is-dimmed' : undefined}>
            <Chart option={p.option} height={p.height} label={p.summary ?? p.title} onClick={p.onClick} />
          </div>
        )}
        {p.children}
      </div>
    </section>
  )
}
