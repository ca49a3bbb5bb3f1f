// Team leaders, quality analysts and complaint specialists open this many times a day: they find one call, or all calls of a
// kind, and decide which to look into.
import { Link, useNavigate } from '@tanstack/react-router'
import { useQuery } from '@tanstack/react-query'
import { Tooltip } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { api } from '../../api/client'
import type { Column } from '../../kit/DataTable'
import { DimensionPicker } from '../../kit/DimensionPicker'
import { Note } from '../../kit/blocks'
import { Page } from '../../kit/Page'
import { QueryTable } from '../../kit/QueryTable'
import { TimeRangePicker } from '../../kit/TimeRangePicker'
import { day, duration, timeSeconds } from '../../kit/format'
import { useSearchState } from '../../kit/useSearchState'
import { dataDayQuery, rangeFor } from '../metric/queries'
import { FLAGS } from './queries'
import type { Contact } from './types'
import { FlagTag, GradeTag, OutcomeTag, agentText, queueText } from './words'
import './telephony.css'

export function ContactsPage() {
  const { t, i18n } = useTranslation('telephony')
  const navigate = useNavigate()
  const [search, patch] = useSearchState()
  const mayExport = useAllowed('telephony.export')
  const said = typeof search.from === 'string' && typeof search.to === 'string'
  const dataDay = useQuery({ ...dataDayQuery, enabled: !said })
  const kept = useQuery({ queryKey: ['telephony', 'kept'], queryFn: () => api.get<{ contacts_since?: string }>('/telephony/kept') })
  const range = said ? { from: String(search.from), to: String(search.to) } : dataDay.data ? rangeFor('this_week', dataDay.data) : undefined
  const since = kept.data?.contacts_since
  const gone = since && range && range.from < since ? since : undefined
  const list = (key: string) => (search[key] === undefined ? undefined : String(search[key]).split(','))

  const columns = useMemo<Column<Contact>[]>(
    () => [
      {
        id: 'entered_at',
        header: t('contact.entered'),
        width: 162,
        pin: true,
        sortable: true,
        value: (c) => c.entered_at,
        cell: (c) => `${day(c.entered_at.slice(0, 10), 'zh').slice(0, 10)} ${timeSeconds(c.entered_at)}`,
      },
      {
        id: 'call_id',
        header: t('contact.call'),
        width: 130,
        value: (c) => c.call_id,
        cell: (c) => (
          <Link to={'/contacts/$id' as string} params={{ id: c.id } as never} className="lt-mono">
            {c.call_id}
          </Link>
        ),
      },
      { id: 'queue', header: t('common:dimension.queue'), width: 118, value: queueText, cell: queueText },
      { id: 'agent', header: t('common:dimension.agent'), width: 118, value: agentText, cell: agentText },
      { id: 'customer', header: t('contact.customer'), width: 110, value: (c) => c.customer, cell: (c) => c.customer || '—' },
      { id: 'outcome', header: t('contact.outcome'), width: 96, value: (c) => t(`outcome.${c.outcome}`), cell: (c) => <OutcomeTag outcome={c.outcome} /> },
      { id: 'wait_ms', header: t('contact.wait'), width: 78, align: 'right', value: (c) => Math.round(c.wait_ms / 1000), cell: (c) => duration(c.wait_ms) },
      { id: 'talk_ms', header: t('contact.talk'), width: 78, align: 'right', value: (c) => Math.round(c.talk_ms / 1000), cell: (c) => (c.answered_at ? duration(c.talk_ms) : '—') },
      { id: 'hold_ms', header: t('contact.hold'), width: 70, align: 'right', value: (c) => Math.round(c.hold_ms / 1000), cell: (c) => (c.hold_ms ? duration(c.hold_ms) : '—') },
      { id: 'wrap_up_ms', header: t('contact.wrap_up'), width: 74, align: 'right', value: (c) => Math.round(c.wrap_up_ms / 1000), cell: (c) => (c.wrap_up_ms ? duration(c.wrap_up_ms) : '—') },
      { id: 'ring_ms', header: t('contact.ring'), width: 84, align: 'right', hidden: true, value: (c) => Math.round(c.ring_ms / 1000), cell: (c) => (c.ring_ms ? duration(c.ring_ms) : '—') },
      { id: 'channel', header: t('common:dimension.channel'), width: 84, hidden: true, value: (c) => c.channel, cell: (c) => t(`common:channel.${c.channel}`, { defaultValue: c.channel }) },
      { id: 'call_type', header: t('common:dimension.call_type'), width: 100, hidden: true, value: (c) => c.call_type, cell: (c) => t(`metric:call_type.${c.call_type}`, { defaultValue: c.call_type || '—' }) },
      { id: 'visit', header: t('contact.visit'), width: 76, align: 'right', hidden: true, value: (c) => c.visit + 1, cell: (c) => c.visit + 1 },
      { id: 'source', header: t('contact.source'), width: 120, hidden: true, value: (c) => c.source, cell: (c) => c.source },
      {
        id: 'grade',
        header: t('contact.grade_short'),
        width: 84,
        help: (
          <dl className="tel-grades">
            {(['A', 'B', 'C', 'D'] as const).map((g) => (
              <div key={g}>
                <dt>
                  {g} {t(`grade.${g}.name`)}
                </dt>
                <dd>{t(`grade.${g}.text`)}</dd>
              </div>
            ))}
          </dl>
        ),
        value: (c) => c.grade,
        cell: (c) => <GradeTag grade={c.grade} />,
      },
      {
        id: 'flags',
        header: t('contact.flags'),
        width: 110,
        grow: true,
        value: (c) => (c.flags ?? []).map((f) => t(`flag.${f}.name`, { defaultValue: f })).join(', '),
        cell: (c) => (
          <span className="lt-row tel-flags">
            {(c.flags ?? []).map((f) => (
              <FlagTag key={f} flag={f} />
            ))}
          </span>
        ),
      },
    ],
    [t],
  )
  const outcomes = ['answered', 'abandoned', 'left', 'waiting', 'talking'].map((o) => ({ value: o, label: t(`outcome.${o}`) }))
  return (
    <Page
      title={t('contacts.title')}
      fill
      actions={range && <TimeRangePicker value={range} onChange={(r) => patch(r)} />}
      note={<Tooltip title={t('contacts.note_tip')}>{t('contacts.note')}</Tooltip>}
    >
      {gone && <Note>{t('kept.contacts', { day: gone })}</Note>}
      <QueryTable<Contact>
        id="telephony.contacts"
        label={t('contacts.title')}
        path="/contacts"
        enabled={range !== undefined}
        params={{ ...range, queue: list('queue'), agent: list('agent') }}
        columns={columns}
        rowKey={(c) => c.id}
        searchHint={t('contacts.search')}
        defaultSort="-entered_at"
        filters={[
          { key: 'outcome', label: t('contact.outcome'), options: outcomes, width: 110 },
          { key: 'flag', label: t('contact.flags'), options: FLAGS.map((f) => ({ value: f, label: t(`flag.${f}.name`) })), width: 160 },
        ]}
        tools={
          <>
            <DimensionPicker of="queue" width={150} value={list('queue')} onChange={(v) => patch({ queue: v?.join(',') })} />
            <DimensionPicker of="agent" width={150} value={list('agent')} onChange={(v) => patch({ agent: v?.join(',') })} />
          </>
        }
        onOpen={(c) => void navigate({ to: '/contacts/$id' as string, params: { id: c.id } as never })}
        empty={{ reason: t('contacts.empty') }}
        exportPath="/contacts.xlsx"
        exportable={mayExport}
        exportName={`${t('contacts.title')}_${range?.from ?? ''}`}
        key={i18n.language}
      />
    </Page>
  )
}
