// Reads what a trace of the browser says of the floor's turns.

const layoutNames = new Set(['UpdateLayoutTree', 'Layout', 'RecalculateStyles'])
const paintNames = new Set(['PrePaint', 'UpdateLayerTree', 'Paint', 'Layerize', 'Commit', 'CompositeLayers'])

/** The sum of the events' own time in ms; what lies inside another of them counts once. */
function sum(events) {
  let total = 0
  let end = -Infinity
  for (const e of [...events].sort((a, b) => a.ts - b.ts || b.dur - a.dur)) {
    const to = e.ts + e.dur
    if (to <= end) continue
    total += to - Math.max(e.ts, end)
    end = to
  }
  return total / 1000
}

/**
 * turnsOf gives, for every turn the floor drew, the ms its tasks took on the page's main thread: those that took messages
 * and the frame that drew them; and apart from these the frames that only moved clocks.
 */
export function turnsOf(trace) {
  const mark = trace.find((e) => e.name === 'floor-turn' && e.cat?.includes('blink.user_timing'))
  if (!mark) throw new Error('the trace shows no turn of the floor')
  const mine = trace.filter((e) => e.pid === mark.pid)
  const tid = mine.find((e) => e.ph === 'M' && e.name === 'thread_name' && e.args?.name === 'CrRendererMain')?.tid
    ?? mine.find((e) => e.name === 'FireAnimationFrame')?.tid
  const main = mine.filter((e) => e.tid === tid && e.ph === 'X').sort((a, b) => a.ts - b.ts)
  const tasks = main.filter((e) => e.name === 'RunTask' || e.name === 'ThreadControllerImpl::RunTask')
  const marks = mine.filter((e) => e.name === 'floor-turn' && e.cat?.includes('blink.user_timing') && e.ph !== 'e' && e.ph !== 'E').map((e) => e.ts)
  const turns = []
  const clocks = []
  let message = 0
  let messageCpu = 0
  let k = 0
  let next = 0
  const outer = new Set(tasks)
  const rest = main.filter((e) => !outer.has(e))
  let lastEnd = -Infinity
  for (const task of tasks) {
    if (task.ts < lastEnd) continue // inside the one before
    const end = task.ts + task.dur
    lastEnd = end
    while (next < rest.length && rest[next].ts < task.ts) next++
    const inside = []
    for (let i = next; i < rest.length && rest[i].ts < end; i++) inside.push(rest[i])
    while (k < marks.length && marks[k] < task.ts) k++
    const drew = k < marks.length && marks[k] < end
    const layout = inside.filter((e) => layoutNames.has(e.name))
    const paint = inside.filter((e) => paintNames.has(e.name))
    const scripts = inside.filter((e) => e.name === 'FireAnimationFrame' || e.name === 'EventDispatch' || e.name === 'TimerFire' || e.name === 'FunctionCall')
    const ms = task.dur / 1000
    const cpu = (task.tdur ?? task.dur) / 1000
    if (drew) {
      const laid = sum(layout)
      turns.push({ total: ms + message, cpu: cpu + messageCpu, message, script: sum([...scripts, ...layout]) - laid, layout: laid, paint: sum([...paint, ...layout]) - laid })
      message = messageCpu = 0
    } else if (layout.length + paint.length === 0 && inside.some((e) => e.name === 'EventDispatch' || e.name === 'FunctionCall') && !inside.some((e) => e.name === 'TimerFire')) {
      message += ms
      messageCpu += cpu
    } else if (paint.length > 0 || layout.length > 0) {
      clocks.push(ms)
    }
  }
  return { turns, clocks }
}

/** Median, 95th percentile and the most. */
export function summary(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const at = (p) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? 0
  return { median: at(0.5), p95: at(0.95), most: sorted.at(-1) ?? 0 }
}
