// One look for every chart, from the same tokens as the page.
import { font, series, tokens, type ThemeName } from '../kit/tokens'

export function chartTheme(name: ThemeName): Record<string, unknown> {
  const t = tokens[name]
  const axis = {
    axisLine: { lineStyle: { color: t.line } },
    axisTick: { lineStyle: { color: t.line } },
    axisLabel: { color: t.ink2, fontSize: 12 },
    splitLine: { lineStyle: { color: t.line2 } },
    nameTextStyle: { color: t.ink3 },
  }
  return {
    color: series[name],
    backgroundColor: 'transparent',
    textStyle: { fontFamily: font, color: t.ink, fontSize: 12 },
    categoryAxis: { ...axis, splitLine: { show: false } },
    valueAxis: { ...axis, axisLine: { show: false }, axisTick: { show: false } },
    timeAxis: axis,
    logAxis: axis,
    legend: { textStyle: { color: t.ink2 }, itemWidth: 16, itemHeight: 10, icon: 'roundRect', inactiveColor: t.placeholder },
    tooltip: {
      backgroundColor: name === 'dark' ? '#22303C' : t.surface,
      borderColor: t.line,
      textStyle: { color: t.ink, fontSize: 12, fontFamily: font },
      axisPointer: { lineStyle: { color: t.ink3 }, crossStyle: { color: t.ink3 } },
      confine: true,
    },
    line: { symbolSize: 5, lineStyle: { width: 2 }, smooth: false },
    bar: { itemStyle: { borderRadius: [1, 1, 0, 0] } },
    dataZoom: { borderColor: t.line, textStyle: { color: t.ink2 }, handleStyle: { color: t.accentText } },
    visualMap: { textStyle: { color: t.ink2 } },
  }
}
