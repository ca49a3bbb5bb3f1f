// The team leader opens this daily, on the telephone too: what people say to their deviations. They decide which do not count, and enter
// what concerned a whole team.
import { PlusOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useAllowed, useUser } from '../../app/access'
import { Guard } from '../../app/Guard'
import type { Column } from '../../kit/DataTable'
import { DimensionPicker } from '../../kit/DimensionPicker'
import { dateTime, day, dayOf } from '../../kit/format'
import { Page } from '../../kit/Page'
import { QueryTable } from '../../kit/QueryTable'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { useNarrow } from '../timeoff/useNarrow'
import { useDecisions } from './decisions'
import { ExceptionDrawer } from './ExceptionDrawer'
import type { Exception } from './types'
import { Views } from './Views'
import { lengthText, reasons, spanText, states, tones } from './words'
import './adherence.css'

export function ExceptionsPage() {
  return <Guard permission="adherence.read"><ExceptionsView /></Guard>
}

function ExceptionsView() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const decides = useAllowed('adherence.decide')
  const user = useUser()
  const narrow = useNarrow()
  const [search, patch] = useSearchState()
  const team = search.team as string | undefined
  const acts = useDecisions()
  const may = (e: Exception) => decides && (!e.person_id || e.person_id !== user.person_id) && acts(e)
  const whose = (e: Exception) => e.person_name || t('adherence:of_team', { team: e.team_name })
  const when = (e: Exception) => `${day(dayOf(e.from_ms))} ${spanText(e)}`
  const tag = (e: Exception) => <StatusTag tone={tones[e.state]}>{t(`adherence:states.${e.state}`)}</StatusTag>
  const wide: Column<Exception>[] = [
    { id: 'name', header: t('adherence:whose'), width: 130, pin: true, sortable: true, value: whose, cell: whose },
    { id: 'team', header: t('adherence:team'), width: 110, value: (e) => e.team_name, cell: (e) => e.team_name },
    { id: 'from', header: t('adherence:when'), width: 230, sortable: true, value: when, cell: when },
    { id: 'seconds', header: t('adherence:deviation_in'), width: 110, align: 'right', value: (e) => e.seconds, cell: (e) => (e.person_id ? lengthText(e.seconds) : '') },
    { id: 'reason', header: t('adherence:why'), width: 120, sortable: true, value: (e) => t(`adherence:reason.${e.reason}`), cell: (e) => t(`adherence:reason.${e.reason}`) },
    { id: 'note', header: t('adherence:note'), width: 200, grow: true, value: (e) => e.note, cell: (e) => <span title={e.note}>{e.note}</span> },
    { id: 'state', header: t('adherence:state'), width: 110, value: (e) => t(`adherence:states.${e.state}`), cell: tag },
    { id: 'answer', header: t('adherence:answer_short'), width: 150, hidden: true, value: (e) => e.answer, cell: (e) => <span title={e.answer}>{e.answer}</span> },
    { id: 'asked', header: t('adherence:asked'), width: 180, hidden: true, sortable: true, value: (e) => `${e.asked_by} ${dateTime(e.asked_ms)}`, cell: (e) => `${e.asked_by} · ${dateTime(e.asked_ms)}` },
    ...(decides ? [{ id: 'act', header: '', width: 150, cell: may } satisfies Column<Exception>] : []),
  ]
  const phone: Column<Exception>[] = [{
    id: 'card', header: t('adherence:nav.exceptions'), width: 300, grow: true,
    cell: (e) => (
      <div className="ad-card">
        <div className="lt-row"><b>{whose(e)}</b><span>{t(`adherence:reason.${e.reason}`)}</span>{tag(e)}</div>
        <span>{when(e)} {e.person_id && <b>{lengthText(e.seconds)}</b>}</span>
        {e.note && <span className="lt-muted">{e.note}</span>}
        {may(e)}
      </div>
    ),
  }]
  return (
    <Page title={t('adherence:nav.exceptions')} fill actions={decides && <Button icon={<PlusOutlined />} onClick={() => patch({ enter: '1' }, true)}>{t('adherence:enter')}</Button>}>
      <Views />
      <QueryTable<Exception>
        id={narrow ? 'adherence.exceptions.phone' : 'adherence.exceptions'} label={t('adherence:nav.exceptions')} path="/adherence/exceptions" queryKey="adherence" columns={narrow ? phone : wide} rowKey={(e) => e.id} defaultSort="-from" searchHint={t('adherence:search_exceptions')} params={{ team }}
        filters={[
          { key: 'state', label: t('adherence:state'), options: states.map((value) => ({ value, label: t(`adherence:states.${value}`) })) },
          { key: 'reason', label: t('adherence:why'), options: reasons.map((value) => ({ value, label: t(`adherence:reason.${value}`) })) },
        ]}
        tools={<DimensionPicker of="team" single value={team ? [team] : undefined} onChange={(v) => patch({ team: v?.[0] })} />}
        exportable={!narrow}
        empty={{ title: t('adherence:no_exceptions'), reason: t('adherence:no_exceptions_reason') }}
      />
      {decides && <ExceptionDrawer others open={search.enter === '1' || search.enter === 1} onClose={() => patch({ enter: undefined })} onSaved={() => queries.invalidateQueries({ queryKey: ['adherence'] })} />}
    </Page>
  )
}
