// The director opens this after each month and quarter: the reviews held, and the next one. They decide what is looked at and what follows.
import { PlusOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { Button, DatePicker, Form, Input, Segmented } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import type { Column } from '../../kit/DataTable'
import { EditDrawer } from '../../kit/EditDrawer'
import { day, today } from '../../kit/format'
import { Page } from '../../kit/Page'
import { QueryTable } from '../../kit/QueryTable'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import type { Review } from './types'
import { Views } from './Views'
import { glyphs, periodText, scoreText, tones } from './words'
import './strategy.css'

export function ReviewsPage() {
  return <Guard permission="strategy.read"><ReviewsView /></Guard>
}

type Values = { period: 'month' | 'quarter'; day: Dayjs; chair: string; attendees?: string }

function ReviewsView() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const edits = useAllowed('strategy.edit')
  const [search, patch] = useSearchState()
  const open = (x: Review) => void navigate({ to: '/strategy/reviews/$id' as string, params: { id: x.id } as never })
  const left = (x: Review) => x.actions.filter((a) => a.state === 'open' || a.state === 'doing').length
  const columns: Column<Review>[] = [
    { id: 'from', header: t('strategy:review.period'), width: 170, pin: true, sortable: true, value: (x) => periodText(t, x.period, x.from), cell: (x) => periodText(t, x.period, x.from) },
    { id: 'state', header: t('strategy:goal.state'), width: 110, value: (x) => t(`strategy:review.states.${x.state}`), cell: (x) => <StatusTag tone={x.state === 'open' ? 'info' : 'muted'}>{t(`strategy:review.states.${x.state}`)}</StatusTag> },
    { id: 'on', header: t('strategy:review.on'), width: 150, sortable: true, value: (x) => x.on, cell: (x) => day(x.on) },
    ...(['finance', 'customer', 'internal', 'learning'] as const).map((p): Column<Review> => {
      const of = (x: Review) => x.areas.find((a) => a.key === p)
      return { id: p, header: t(`strategy:perspective.${p}`), width: 130, value: (x) => of(x)?.score ?? null, cell: (x) => { const a = of(x); return a && <StatusTag tone={tones[a.state]} glyph={glyphs[a.state]}>{scoreText(a.score)}</StatusTag> } }
    }),
    { id: 'actions', header: t('strategy:review.actions'), width: 150, value: (x) => t('strategy:review.left_of', { left: left(x), all: x.actions.length }), cell: (x) => t('strategy:review.left_of', { left: left(x), all: x.actions.length }) },
    { id: 'chair', header: t('strategy:review.chair'), width: 110, sortable: true, value: (x) => x.chair, cell: (x) => x.chair },
    { id: 'summary', header: t('strategy:review.summary'), width: 220, grow: true, value: (x) => x.summary, cell: (x) => <span title={x.summary}>{x.summary}</span> },
  ]
  const initial = useMemo<Values>(() => ({ period: 'month', day: dayjs(today()).subtract(1, 'month'), chair: '', attendees: '' }), [])
  return (
    <Page title={t('strategy:nav.reviews')} fill>
      <Views />
      <QueryTable<Review>
        id="strategy.reviews" label={t('strategy:nav.reviews')} path="/strategy/reviews" columns={columns} rowKey={(x) => x.id} defaultSort="-from" searchHint={t('strategy:review.search')} onOpen={open}
        filters={[
          { key: 'state', label: t('strategy:goal.state'), options: (['open', 'closed'] as const).map((value) => ({ value, label: t(`strategy:review.states.${value}`) })) },
          { key: 'period', label: t('strategy:period.kind'), options: (['month', 'quarter'] as const).map((value) => ({ value, label: t(`strategy:period.${value}`) })) },
        ]}
        actions={edits && <Button icon={<PlusOutlined />} onClick={() => patch({ edit: 'new' }, true)}>{t('strategy:review.add')}</Button>}
        empty={{ title: t('strategy:review.empty'), reason: t('strategy:review.empty_reason') }}
      />
      {edits && (
        <EditDrawer<Values>
          open={search.edit === 'new'} width={480} title={t('strategy:review.add')} initial={initial} onClose={() => patch({ edit: undefined })}
          onSave={async (v) => {
            const made = await api.post<Review>('/strategy/reviews', { period: v.period, day: v.day.format('YYYY-MM-DD'), chair: v.chair.trim(), attendees: v.attendees?.trim() ?? '', summary: '', notes: [] })
            await queries.invalidateQueries({ queryKey: ['strategy'] })
            open(made)
          }}
        >
          <Form.Item name="period" label={t('strategy:period.kind')}><Segmented options={(['month', 'quarter'] as const).map((value) => ({ value, label: t(`strategy:period.${value}`) }))} /></Form.Item>
          <WhichPeriod />
          <Form.Item name="chair" label={t('strategy:review.chair')} rules={[{ required: true, whitespace: true, message: t('common:form.required', { label: t('strategy:review.chair') }) }]}><Input maxLength={100} /></Form.Item>
          <Form.Item name="attendees" label={t('strategy:review.attendees')}><Input.TextArea rows={2} maxLength={2000} /></Form.Item>
        </EditDrawer>
      )}
    </Page>
  )
}

function WhichPeriod() {
  const { t } = useTranslation()
  const period = (Form.useWatch('period', Form.useFormInstance<Values>()) as Values['period'] | undefined) ?? 'month'
  return <Form.Item name="day" label={t('strategy:review.period')} extra={t('strategy:review.snapshot_help')}><DatePicker allowClear={false} picker={period} style={{ width: '100%' }} /></Form.Item>
}
