// The columns of a headcount plan's months, classes and people who move on; also what its workbook holds.
import type { TFunction } from 'i18next'
import type { Column } from '../../kit/DataTable'
import { count, decimal, none } from '../../kit/format'
import { StatusTag } from '../../kit/StatusTag'
import type { HeadcountClass, HeadcountMonth, HeadcountMoves } from './types'

export const costText = (v: number): string => count(Math.round(v))
export const signed = (v: number | null): string => (v === null ? none : `${v > 0.05 ? '+' : ''}${decimal(v, 1)}`)

const two = (v: number | null | undefined) => (v === null || v === undefined ? v : Math.round(v * 100) / 100)

export function monthColumns(t: TFunction): Column<HeadcountMonth>[] {
  type Key = 'opening' | 'graduates' | 'leavers' | 'moved' | 'closing' | 'effective' | 'effective_low' | 'effective_high' | 'low' | 'high' | 'leavers_low' | 'leavers_high' | 'without_classes' | 'in_training' | 'training_leavers' | 'overtime' | 'short' | 'uncovered_percent'
  const head = (id: string) => t(`people:headcount.${id}`)
  const number = (id: Key, extra: Partial<Column<HeadcountMonth>> = {}): Column<HeadcountMonth> => ({ id, header: head(id), width: 110, align: 'right', value: (m) => two(m[id]), cell: (m) => decimal(m[id], 1), ...extra })
  const whole = (id: 'starts' | 'begin' | 'offers' | 'dated'): Column<HeadcountMonth> => ({ id, header: head(id), width: 110, align: 'right', value: (m) => m[id], cell: (m) => count(m[id]) })
  return [
    { id: 'month', header: head('month'), width: 100, pin: true, value: (m) => m.month, cell: (m) => m.month },
    { id: 'required', header: head('required'), width: 100, align: 'right', value: (m) => two(m.required), cell: (m) => (m.required === null ? none : decimal(m.required, 1)) },
    number('effective', { help: t('people:headcount.effective_help') }),
    { id: 'gap', header: head('gap'), width: 120, align: 'right', value: (m) => two(m.gap), cell: (m) => (m.gap === null ? none : m.gap < -0.05 ? <StatusTag tone="bad">{signed(m.gap)}</StatusTag> : signed(m.gap)) },
    number('opening'), number('graduates'),
    number('leavers', { width: 150, cell: (m) => <span>{decimal(m.leavers, 1)} <span className="lt-muted">{decimal(m.leavers_low, 1)}–{decimal(m.leavers_high, 1)}</span></span>, help: t('people:headcount.leavers_help') }),
    number('moved'),
    number('closing', { width: 150, cell: (m) => <span>{decimal(m.closing, 1)} <span className="lt-muted">{decimal(m.low, 1)}–{decimal(m.high, 1)}</span></span> }),
    whole('starts'), whole('begin'), whole('offers'), number('in_training'), number('training_leavers'), number('without_classes', { width: 130 }), number('overtime'), number('short'), number('uncovered_percent', { width: 130 }),
    { id: 'gap_cost', header: head('gap_cost'), width: 120, align: 'right', value: (m) => two(m.gap_cost), cell: (m) => costText(m.gap_cost) },
    { id: 'hire_cost', header: head('hire_cost'), width: 120, align: 'right', grow: true, value: (m) => two(m.hire_cost), cell: (m) => costText(m.hire_cost) },
    whole('dated'), number('leavers_low', { hidden: true }), number('leavers_high', { hidden: true }), number('low', { header: head('closing_low'), hidden: true }), number('high', { header: head('closing_high'), hidden: true }), number('effective_low', { header: head('low'), hidden: true }), number('effective_high', { header: head('high'), hidden: true }),
  ]
}

export function classColumns(t: TFunction): Column<HeadcountClass>[] {
  const head = (id: string) => t(`people:headcount.${id}`)
  const number = (id: 'yield_percent' | 'graduation_percent' | 'training_months' | 'ramp_months' | 'people', suffix = ''): Column<HeadcountClass> => ({ id, header: head(id === 'people' ? 'class_people' : id), width: 100, align: 'right', value: (c) => c[id], cell: (c) => decimal(c[id], 0) + suffix })
  const offers = (c: HeadcountClass) => Math.ceil((c.people * 100) / c.yield_percent - 1e-9)
  return [
    { id: 'month', header: head('begin_month'), width: 100, pin: true, value: (c) => c.month, cell: (c) => c.month },
    number('people'), number('yield_percent', '%'),
    { id: 'offers', header: head('offers'), width: 100, align: 'right', value: offers, cell: (c) => count(offers(c)) },
    number('graduation_percent', '%'), number('training_months'), { ...number('ramp_months'), grow: true },
  ]
}

export function moveColumns(t: TFunction): Column<HeadcountMoves>[] {
  const kind = (m: HeadcountMoves) => t(`people:headcount.kinds.${m.kind}`)
  return [
    { id: 'month', header: t('people:headcount.month'), width: 100, pin: true, value: (m) => m.month, cell: (m) => m.month },
    { id: 'people', header: t('people:headcount.people'), width: 90, align: 'right', value: (m) => m.people, cell: (m) => count(m.people) },
    { id: 'kind', header: t('people:headcount.kind'), width: 110, value: kind, cell: kind },
    { id: 'note', header: t('people:note'), width: 160, grow: true, value: (m) => m.note, cell: (m) => <span title={m.note}>{m.note}</span> },
  ]
}
