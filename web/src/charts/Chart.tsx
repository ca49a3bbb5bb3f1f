import type { ECharts, EChartsCoreOption } from 'echarts/core'
import { useEffect, useRef, useState } from 'react'
import { usePrefs } from '../kit/prefs'
import { useDelayed } from '../kit/useDelayed'
import { chartTheme } from './theme'

export type ChartClick = { dataIndex: number; seriesIndex?: number; seriesName?: string; name: string; value: unknown; data?: unknown }
type Props = { option: EChartsCoreOption; height?: number | string; label: string; onClick?: (e: ChartClick) => void }

/** An ECharts canvas in the product's theme. Give the same numbers as a table too: use ChartCard. */
export function Chart({ option, height = 280, label, onClick }: Props) {
  const { theme } = usePrefs()
  const box = useRef<HTMLDivElement>(null)
  const chart = useRef<ECharts>(undefined)
  const [ready, setReady] = useState(false)
  const [failed, setFailed] = useState(false)
  const click = useRef(onClick)
  click.current = onClick
  const waiting = useDelayed(!ready && !failed)
  useEffect(() => {
    let gone = false
    let watch: ResizeObserver | undefined
    import('./echarts')
      .then(({ init }) => {
        if (gone || !box.current) return
        const c = init(box.current, chartTheme(theme), { renderer: 'canvas' })
        c.on('click', (e) => click.current?.(e as unknown as ChartClick))
        chart.current = c
        watch = new ResizeObserver(() => c.resize())
        watch.observe(box.current)
        setReady(true)
      })
      .catch(() => setFailed(true))
    return () => {
      gone = true
      watch?.disconnect()
      chart.current?.dispose()
      chart.current = undefined
      setReady(false)
    }
  }, [theme])
  useEffect(() => {
    if (ready) chart.current?.setOption({ animation: false, aria: { enabled: false }, ...option }, { notMerge: true })
  }, [option, ready])
  return (
    <div className="lt-chart" style={{ height }}>
      {waiting && <div className="lt-skeleton" style={{ position: 'absolute', inset: 0 }}><i style={{ height: '80%' }} /></div>}
      <div ref={box} role="img" aria-label={label} style={{ position: 'absolute', inset: 0 }} />
    </div>
  )
}
