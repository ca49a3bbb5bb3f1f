// The agent opens this on the telephone before each roster is made: which days off and which shifts would they like. They decide what matters most
// to them; afterwards they see what was kept.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Radio, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { Empty, Failure, Skeleton } from '../../kit/blocks'
import { EditDrawer } from '../../kit/EditDrawer'
import { addDays, day } from '../../kit/format'
import { Page } from '../../kit/Page'
import { StatusTag } from '../../kit/StatusTag'
import type { OwnRound, OwnWishes, ShiftType, WishKept } from './types'
import { wishText } from './wishes'
import './rosters.css'

type Values = { kind: 'none' | WishKept['kind']; type_id?: string; strength: number }

export function OwnWishesPage() {
  return <Guard permission="roster.own"><OwnWishesView /></Guard>
}

function OwnWishesView() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [at, setAt] = useState<{ round: OwnRound; on: string }>()
  const q = useQuery({ queryKey: ['roster', 'wishes', 'own'], retry: false, queryFn: ({ signal }) => api.get<OwnWishes>('/own/wishes', undefined, signal) })
  const own = q.data
  const wish = at?.round.mine.find((x) => x.on === at.on)
  return (
    <Page title={t('roster:wish.nav')}>
      {q.isError && !own ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !own ? <Skeleton /> : !own.person_id ? <Empty title={t('roster:wish.nobody')} /> : own.rounds.length === 0 ? <section className="lt-card"><Empty title={t('roster:wish.own_empty')} reason={t('roster:wish.own_reason')} /></section> : (
        own.rounds.map((r) => <Round key={r.id} round={r} types={own.shift_types} onOpen={(on) => setAt({ round: r, on })} />)
      )}
      <EditDrawer<Values> open={!!at} width={400} title={at ? day(at.on) : ''} identity={at ? `${at.round.id} ${at.on}` : ''} initial={{ kind: wish?.kind ?? 'off', type_id: wish?.type_id, strength: wish?.strength ?? 2 }} onClose={() => setAt(undefined)}
        onSave={async (v) => {
          if (!at) return
          const rest = at.round.mine.filter((x) => x.on !== at.on).map(({ on, kind, type_id, strength }) => ({ on, kind, type_id, strength }))
          const mine = v.kind === 'none' ? rest : [...rest, { on: at.on, kind: v.kind, type_id: v.kind === 'off' ? undefined : v.type_id, strength: v.strength }]
          await api.put(`/own/wishes/${encodeURIComponent(at.round.id)}`, { wishes: mine })
          await queries.invalidateQueries({ queryKey: ['roster', 'wishes'] })
        }}
      >
        <Fields types={own?.shift_types ?? []} />
      </EditDrawer>
    </Page>
  )
}

function Round({ round, types, onOpen }: { round: OwnRound; types: ShiftType[]; onOpen: (on: string) => void }) {
  const { t } = useTranslation()
  const days: string[] = []
  for (let on = round.first_on; on <= round.last_on; on = addDays(on, 1)) days.push(on)
  const left = round.most - round.mine.length
  return (
    <section className="lt-card" aria-label={round.name}>
      <div className="lt-card-head"><h2>{round.name}</h2><StatusTag tone={round.open ? 'info' : 'muted'}>{t(round.open ? 'roster:wish.open' : 'roster:wish.closed')}</StatusTag></div>
      <p className="lt-muted rs-pad">{t('roster:wish.until', { day: day(round.close_on), n: round.most })}{round.open && ` · ${t('roster:wish.left', { n: left })}`}</p>
      <ul className="rs-own">
        {days.map((on) => {
          const x = round.mine.find((y) => y.on === on)
          if (!round.open && !x) return null
          return (
            <li key={on}>
              <span className="rs-date"><b>{day(on)}</b></span>
              <span className="lt-row">
                {x ? <b>{wishText(t, x, types)}</b> : <span className="lt-muted">{t('roster:wish.none')}</span>}
                {x && !round.open && <StatusTag tone={!x.known ? 'muted' : x.kept ? 'good' : 'warn'}>{t(!x.known ? 'roster:wish.not_known' : x.kept ? 'roster:wish.kept' : 'roster:wish.not_kept')}</StatusTag>}
                <span className="lt-grow" />
                {round.open && (x || left > 0) && <Button size="small" aria-label={`${day(on)} ${t('common:action.edit')}`} onClick={() => onOpen(on)}>{t('common:action.edit')}</Button>}
              </span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function Fields({ types }: { types: ShiftType[] }) {
  const { t } = useTranslation()
  const form = Form.useFormInstance<Values>()
  const kind = Form.useWatch('kind', form)
  return (
    <>
      <Form.Item name="kind"><Radio.Group className="rs-stack" options={[...(['off', 'shift', 'not'] as const).map((k) => ({ value: k, label: t(`roster:wish.kinds.${k}`) })), { value: 'none', label: t('roster:wish.none') }]} /></Form.Item>
      {(kind === 'shift' || kind === 'not') && <Form.Item name="type_id" label={t('roster:wish.type')} rules={[{ required: true, message: t('common:form.required', { label: t('roster:wish.type') }) }]}><Select options={types.map((x) => ({ value: x.id, label: `${x.code} ${x.name}` }))} /></Form.Item>}
      {kind !== 'none' && <Form.Item name="strength" label={t('roster:wish.strength')}><Radio.Group className="rs-stack" options={[1, 2, 3].map((n) => ({ value: n, label: t(`roster:wish.strengths.${n}`) }))} /></Form.Item>}
    </>
  )
}
