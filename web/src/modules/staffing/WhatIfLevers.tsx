// The levers of a scenario: a slider and a number beside it for each, of all queues or of one; people cross-trained; costs.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, InputNumber, Select, Slider } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { HelpTip } from '../../kit/blocks'
import type { WhatIfAnswer, WhatIfChange, WhatIfCosts, WhatIfLevers } from './types'
import { changeOf, withChange, withKind } from './whatif'

type Queues = WhatIfAnswer['about']['queues']
type Props = {
  levers: WhatIfLevers
  costs: WhatIfCosts
  queues: Queues
  kinds: WhatIfAnswer['about']['kinds']
  /** The queue whose levers are shown; undefined: all queues. */
  queue?: string
  onQueue: (id?: string) => void
  onLevers: (l: WhatIfLevers) => void
  onCosts: (c: WhatIfCosts) => void
  faultAt: (path: string) => string | undefined
}

const perQueue: [keyof WhatIfChange, number, number, number, string][] = [
  ['volume_percent', -50, 100, 1, '%'], ['handle_s', -120, 120, 1, 's'], ['handle_percent', -50, 50, 1, '%'], ['level_points', -30, 19, 1, 'points'], ['threshold_s', -20, 60, 1, 's'],
]

export function WhatIfLeverFields({ levers: l, costs, queues, kinds, queue, onQueue, onLevers, onCosts, faultAt }: Props) {
  const { t } = useTranslation()
  const change = changeOf(l, queue)
  const at = queue ? l.own.findIndex((o) => o.queue_id === queue) : -1
  const options = queues.map((q) => ({ value: q.queue_id, label: q.code !== q.name ? `${q.name} ${q.code}` : q.name }))
  // What is wrong with levers that are not on view: of another queue, or of all.
  const elsewhere = [{ id: '', path: 'levers.all' }, ...l.own.map((o, i) => ({ id: o.queue_id, path: `levers.own.${i}` }))]
    .filter((x) => x.id !== (at >= 0 ? queue : ''))
    .flatMap((x) => perQueue.map(([lever]) => ({ id: x.id, lever, fault: faultAt(`${x.path}.${lever}`) })).filter((y) => y.fault))
  const level = queue ? queues.find((q) => q.queue_id === queue)?.level_percent : undefined
  return (
    <>
      <fieldset className="lt-whatif-group">
        <legend>{t('staffing:whatif.per_queue')}</legend>
        <div className="lt-row" style={{ marginBottom: 6 }}>
          <Select size="small" aria-label={t('staffing:queue')} style={{ flex: 1, minWidth: 0 }} popupMatchSelectWidth={false} showSearch={{ optionFilterProp: 'label' }} value={queue ?? ''} options={[{ value: '', label: t('staffing:all_queues') }, ...options]} onChange={(id: string) => onQueue(id || undefined)} />
          {at >= 0 && <Button size="small" onClick={() => onLevers({ ...l, own: l.own.filter((o) => o.queue_id !== queue) })}>{t('staffing:whatif.as_all')}</Button>}
        </div>
        {queue && level !== undefined && <p className="lt-muted">{level > 0 ? t('staffing:whatif.own_level', { percent: level }) : t('staffing:whatif.no_level')}</p>}
        {!queue && l.own.length > 0 && <p className="lt-muted">{t('staffing:whatif.own_count', { n: l.own.length })}</p>}
        {elsewhere.map((x) => (
          <p key={x.id + x.lever} className="lt-lever-fault" role="alert">
            <Button type="link" size="small" onClick={() => onQueue(x.id || undefined)}>{options.find((o) => o.value === x.id)?.label ?? t('staffing:all_queues')}</Button> {t(`staffing:whatif.lever.${x.lever}`)}: {x.fault}
          </p>
        ))}
        {perQueue.map(([id, min, max, step, unit]) => (
          <Lever key={id} label={t(`staffing:whatif.lever.${id}`)} help={t(`staffing:whatif.help.${id}`, { defaultValue: '' })} value={change[id]} min={min} max={max} step={step} unit={unit} fault={faultAt(queue && at >= 0 ? `levers.own.${at}.${id}` : `levers.all.${id}`)} onChange={(v) => onLevers(withChange(l, queue, { [id]: v }))} />
        ))}
      </fieldset>
      <fieldset className="lt-whatif-group">
        <legend>{t('staffing:whatif.people')}</legend>
        {([['in_office_points', -20, 20, 0.5, 'points'], ['out_of_office_points', -20, 20, 0.5, 'points'], ['attrition_percent', 0, 15, 0.1, '%']] as const).map(([id, min, max, step, unit]) => (
          <Lever key={id} label={t(`staffing:whatif.lever.${id}`)} help={t(`staffing:whatif.help.${id}`, { defaultValue: '' })} value={l[id]} min={min} max={max} step={step} unit={unit} fault={faultAt(`levers.${id}`)} onChange={(v) => onLevers({ ...l, [id]: v })} />
        ))}
        {(kinds ?? []).length > 0 && (
          <details className="lt-whatif-kinds" open={(l.kinds ?? []).length > 0 || undefined}>
            <summary>{t('staffing:whatif.by_kind')}</summary>
            <p className="lt-muted">{t('staffing:whatif.by_kind_help')}</p>
            {kinds!.map((k) => {
              const at = (l.kinds ?? []).findIndex((x) => x.kind === k.kind)
              return <Kind key={k.kind} label={t(`staffing:kinds.${k.kind}`)} planned={t('staffing:whatif.planned', { percent: k.planned_percent })} value={l.kinds?.[at]?.points ?? 0} fault={at >= 0 ? faultAt(`levers.kinds.${at}.points`) ?? faultAt(`levers.kinds.${at}.kind`) : undefined} onChange={(v) => onLevers(withKind(l, k.kind, v))} />
            })}
          </details>
        )}
      </fieldset>
      <fieldset className="lt-whatif-group">
        <legend>{t('staffing:whatif.cross')} <HelpTip label={t('staffing:whatif.cross')}>{t('staffing:whatif.help.cross')}</HelpTip></legend>
        {l.cross.map((c, i) => (
          <div key={i} className="lt-whatif-cross">
            <Select mode="multiple" size="small" maxCount={6} aria-label={t('staffing:whatif.cross_queues', { n: i + 1 })} placeholder={t('staffing:whatif.cross_hint')} value={c.queue_ids} options={options} showSearch={{ optionFilterProp: 'label' }} status={faultAt(`levers.cross.${i}.queue_ids`) ? 'error' : undefined} onChange={(ids: string[]) => onLevers({ ...l, cross: l.cross.map((x, k) => (k === i ? { ...x, queue_ids: ids } : x)) })} />
            <InputNumber size="small" min={1} max={5000} precision={0} aria-label={t('staffing:whatif.cross_people', { n: i + 1 })} suffix={t('staffing:unit.people')} style={{ width: '100%' }} value={c.people} onChange={(v) => onLevers({ ...l, cross: l.cross.map((x, k) => (k === i ? { ...x, people: v ?? 1 } : x)) })} />
            <Button size="small" type="text" icon={<DeleteOutlined />} aria-label={t('staffing:whatif.cross_remove', { n: i + 1 })} onClick={() => onLevers({ ...l, cross: l.cross.filter((_, k) => k !== i) })} />
            {['queue_ids', 'people'].map((id) => faultAt(`levers.cross.${i}.${id}`)).filter(Boolean).map((fault) => <span key={fault} className="lt-lever-fault" role="alert">{fault}</span>)}
          </div>
        ))}
        {l.cross.length < 6 && queues.length > 1 && <Button size="small" icon={<PlusOutlined />} onClick={() => onLevers({ ...l, cross: [...l.cross, { queue_ids: queues.slice(0, 2).map((q) => q.queue_id), people: 10 }] })}>{t('staffing:whatif.cross_add')}</Button>}
      </fieldset>
      <fieldset className="lt-whatif-group">
        <legend>{t('staffing:whatif.costs')} <HelpTip label={t('staffing:whatif.costs')}>{t('staffing:whatif.help.costs')}</HelpTip></legend>
        {(['per_hour', 'per_hire', 'per_trained'] as const).map((id) => <Cost key={id} label={t(`staffing:whatif.cost.${id}`)} value={costs[id]} fault={faultAt(`costs.${id}`)} onChange={(v) => onCosts({ ...costs, [id]: v })} />)}
      </fieldset>
    </>
  )
}

function Lever({ label, help, value, min, max, step, unit, fault, onChange }: { label: string; help: string; value: number; min: number; max: number; step: number; unit: string; fault?: string; onChange: (v: number) => void }) {
  const { t } = useTranslation()
  const id = useId()
  return (
    <div className="lt-lever">
      <span className="lt-lever-name"><label htmlFor={id}>{label}</label>{help && <HelpTip label={label}>{help}</HelpTip>}</span>
      <Slider min={min} max={max} step={step} value={Math.min(Math.max(value, min), max)} included={false} tooltip={{ open: false }} ariaLabelForHandle={label} onChange={onChange} />
      <InputNumber id={id} size="small" step={step} value={value} status={fault ? 'error' : undefined} suffix={unit === 's' ? t('staffing:unit.seconds') : unit === 'points' ? t('staffing:whatif.points') : unit} style={{ width: '100%' }} onChange={(v) => onChange(v ?? 0)} />
      {fault && <span className="lt-lever-fault" role="alert">{fault}</span>}
    </div>
  )
}

function Kind({ label, planned, value, fault, onChange }: { label: string; planned: string; value: number; fault?: string; onChange: (v: number) => void }) {
  const { t } = useTranslation()
  const id = useId()
  return (
    <div className="lt-lever lt-lever-kind">
      <span><label htmlFor={id}>{label}</label> <span className="lt-muted">{planned}</span></span>
      <InputNumber id={id} size="small" step={0.5} value={value} status={fault ? 'error' : undefined} suffix={t('staffing:whatif.points')} style={{ width: '100%' }} onChange={(v) => onChange(v ?? 0)} />
      {fault && <span className="lt-lever-fault" role="alert">{fault}</span>}
    </div>
  )
}

function Cost({ label, value, fault, onChange }: { label: string; value: number; fault?: string; onChange: (v: number) => void }) {
  const id = useId()
  return (
    <div className="lt-lever">
      <label htmlFor={id}>{label}</label>
      <InputNumber id={id} size="small" min={0} value={value} status={fault ? 'error' : undefined} style={{ width: '100%' }} onChange={(v) => onChange(v ?? 0)} />
      {fault && <span className="lt-lever-fault" role="alert">{fault}</span>}
    </div>
  )
}
