// The superior opens this before a talk and at the end of a period: what was agreed, what it came to, down to the calls. They decide what to
// propose, whether to change, and sign the total.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { App, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { Failure, Skeleton } from '../../kit/blocks'
import { faultText } from '../../kit/fault'
import { addDays, day, today } from '../../kit/format'
import { Page } from '../../kit/Page'
import { ContractView } from './ContractView'
import { DecideDrawer, LinesDrawer, WordsDrawer } from './Drawers'
import { contractQuery } from './queries'
import type { Appeal, Line } from './types'
import './contract.css'

type Step = 'edit' | 'propose' | 'accept' | 'withdraw' | 'change' | 'sign_off'

export function ContractPage() {
  return <Guard permission="performance.read"><OneView /></Guard>
}

function OneView() {
  const { t } = useTranslation()
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const queries = useQueryClient()
  const { message } = App.useApp()
  const [step, setStep] = useState<Step>()
  const [appeal, setAppeal] = useState<Appeal>()
  const [busy, setBusy] = useState(false)
  const q = useQuery(contractQuery(id, false))
  const v = q.data
  const path = `/contracts/${encodeURIComponent(id)}`
  const refresh = () => queries.invalidateQueries({ queryKey: ['performance'] })
  const send = async (where: string, body: unknown) => {
    await api.post(path + where, body, { rev: v?.rev })
    await refresh()
  }
  const recount = async () => {
    const before = v?.ledger.length ?? 0
    setBusy(true)
    try {
      const after = await api.post<{ ledger: unknown[] }>(`${path}/score`)
      void message.success(t(before === 0 ? 'contract:scored_now' : after.ledger.length === before ? 'contract:recount_same' : 'contract:recount_other'))
    } catch (error) {
      void message.error(faultText(error))
    } finally {
      setBusy(false)
    }
    await refresh()
  }
  const lines = v?.parts[v.parts.length - 1]?.lines ?? []
  const last = v?.parts[v.parts.length - 1]?.from_on ?? today()
  const countered = v?.state === 'countered' ? [...v.trail].reverse().find((m) => m.kind === 'countered')?.lines : undefined
  const begin = addDays(last, 1) > today() ? addDays(last, 1) : today()
  const close = () => setStep(undefined)
  return (
    <Page
      title={v ? t('contract:title', { name: v.name }) : t('contract:nav.list')} note={v && `${day(v.from_on)} – ${day(v.to_on)}`} crumbs={[{ label: t('contract:nav.list'), to: '/contracts' }]}
      actions={v && (
        <>
          {v.may.edit && <Button onClick={() => setStep('withdraw')}>{t('contract:act.withdraw')}</Button>}
          {v.may.edit && <Button onClick={() => setStep('edit')}>{t('contract:act.edit')}</Button>}
          {v.may.accept && <Button onClick={() => setStep('accept')}>{t('contract:act.accept_counter')}</Button>}
          {v.may.edit && v.state !== 'proposed' && <Button type="primary" onClick={() => setStep('propose')}>{t('contract:act.propose')}</Button>}
          {v.may.change && <Button onClick={() => setStep('change')}>{t('contract:act.change')}</Button>}
          {v.may.score && <Button loading={busy} onClick={() => void recount()}>{t(v.ledger.length > 0 ? 'contract:act.recount' : 'contract:act.score')}</Button>}
          {v.may.sign_off && <Button type="primary" onClick={() => setStep('sign_off')}>{t('contract:act.sign_off')}</Button>}
        </>
      )}
    >
      {q.isError && !v ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !v ? <Skeleton lines={10} /> : (
        <>
          <ContractView view={v} acts={{ decide: setAppeal }} />
          <LinesDrawer open={step === 'edit'} take={() => api.get<Line[]>(`${path}/target-lines`)} identity={`edit ${v.rev}`} title={t('contract:act.edit')} lines={countered ?? lines} onClose={close} onSave={async (next: Line[], words) => { await api.put(path, { lines: next, words }, v.rev); await refresh() }} />
          <LinesDrawer open={step === 'change'} identity={`change ${v.rev}`} title={t('contract:act.change')} save={t('contract:act.propose')} lines={lines} needWords day={{ from: begin, to: v.to_on }} onClose={close} onSave={(next, reason, from) => send('/changes', { from_on: from, reason, lines: next })} />
          <WordsDrawer open={step === 'propose'} title={t('contract:act.propose')} text={t('contract:propose_text')} save={t('contract:act.propose')} onClose={close} onSave={(words) => send('/proposal', { words })} />
          <WordsDrawer open={step === 'accept'} title={t('contract:act.accept_counter')} text={t('contract:accept_text')} save={t('contract:act.sign')} onClose={close} onSave={(words) => send('/proposal', { words, accept: true })} />
          <WordsDrawer open={step === 'withdraw'} title={t('contract:act.withdraw')} save={t('contract:act.withdraw')} onClose={close} onSave={(words) => send('/withdrawal', { words })} />
          <WordsDrawer open={step === 'sign_off'} title={t('contract:act.sign_off')} text={t('contract:sign_off_text')} save={t('contract:act.sign')} needWords={!v.complete} onClose={close} onSave={(words) => send('/sign-off', { words })} />
          <DecideDrawer appeal={appeal} onClose={() => setAppeal(undefined)} onSave={(body) => send(`/appeals/${encodeURIComponent(appeal!.id)}/decision`, body)} />
        </>
      )}
    </Page>
  )
}
