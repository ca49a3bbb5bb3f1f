// How one sum came about: the values with their rows, then step by step.
import { useTranslation } from 'react-i18next'
import { StatusTag } from '../../kit/StatusTag'
import type { Line } from './types'
import { amountText, lineTones, metricName, stepText, valueText } from './words'

export function LineView({ line, named }: { line: Line; named?: boolean }) {
  const { t } = useTranslation()
  const difference = line.amount !== line.reckoned
  return (
    <section className="in-line" aria-label={line.rule || t('incentive:example')}>
      <div className="lt-row">
        <StatusTag tone={lineTones[line.state]}>{t(`incentive:state.${line.state}`)}</StatusTag>
        {named && <b>{line.rule}</b>}
        {line.version > 0 && <span className="lt-muted">{t('incentive:version_n', { n: line.version })}</span>}
        {line.kind === 'team' && line.team_name && <span className="lt-muted">{line.team_name}</span>}
        <span className="lt-grow" />
        <b>{amountText(t, line.pays, line.amount, line.gift)}</b>
      </div>
      <ul>
        {line.values.map((v) => (
          <li key={v.key}>
            <code>{v.key}</code> {metricName(t, v)}{v.seconds !== undefined && v.seconds !== null && ` T = ${v.seconds} s`}: {v.link ? <a href={v.link}>{valueText(v)}</a> : valueText(v)}
          </li>
        ))}
        {line.steps.map((s, i) => <li key={i}>{stepText(t, line.pays, s)}</li>)}
        {difference && <li>{t('incentive:step.difference', { reckoned: amountText(t, line.pays, line.reckoned), paid: amountText(t, line.pays, line.paid), sum: amountText(t, line.pays, line.amount) })}</li>}
      </ul>
    </section>
  )
}
