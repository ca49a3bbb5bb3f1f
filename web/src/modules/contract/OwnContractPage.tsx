// The agent opens this when a contract is proposed, and weekly: what is expected, where they stand, which calls it comes from. They decide
// whether to sign, counter, appeal or accept.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { Empty, Failure, Skeleton } from '../../kit/blocks'
import { day } from '../../kit/format'
import { Page } from '../../kit/Page'
import { useSearchState } from '../../kit/useSearchState'
import { ContractView } from './ContractView'
import { LinesDrawer, WordsDrawer } from './Drawers'
import { contractQuery, ownQuery } from './queries'
import type { Line, LineScore } from './types'
import './contract.css'

type Step = 'sign' | 'counter' | 'take' | 'agree' | 'refuse'

export function OwnContractPage() {
  return <Guard permission="performance.own"><OwnView /></Guard>
}

function OwnView() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [search, patch] = useSearchState()
  const [step, setStep] = useState<Step>()
  const [line, setLine] = useState<LineScore>()
  const list = useQuery(ownQuery)
  const all = list.data?.contracts ?? []
  const first = all.find((x) => x.state === 'proposed') ?? all.find((x) => x.state === 'running') ?? all[0]
  const chosen = all.find((x) => x.id === search.of) ?? first
  const q = useQuery({ ...contractQuery(chosen?.id ?? '', true), enabled: Boolean(chosen) })
  const v = q.data
  const path = `/own-contracts/${encodeURIComponent(chosen?.id ?? '')}`
  const send = async (where: string, body: unknown) => {
    await api.post(path + where, body, { rev: v?.rev })
    await queries.invalidateQueries({ queryKey: ['performance'] })
  }
  const change = v?.changes.find((c) => c.state === 'proposed')
  const close = () => setStep(undefined)
  const answer = (agree: boolean) => (words: string) => send(`/changes/${encodeURIComponent(change?.id ?? '')}/answer`, { agree, words })
  return (
    <Page
      title={t('contract:nav.own')} note={chosen && `${day(chosen.from_on)} – ${day(chosen.to_on)}`}
      actions={v && (
        <>
          {v.may.answer && <Button onClick={() => setStep('counter')}>{t('contract:act.counter')}</Button>}
          {v.may.answer && <Button type="primary" onClick={() => setStep('sign')}>{t('contract:act.sign')}</Button>}
          {v.may.agree && <Button onClick={() => setStep('refuse')}>{t('contract:act.refuse_change')}</Button>}
          {v.may.agree && <Button type="primary" onClick={() => setStep('agree')}>{t('contract:act.sign_change')}</Button>}
          {v.may.take && <Button type="primary" onClick={() => setStep('take')}>{t('contract:act.take')}</Button>}
        </>
      )}
    >
      {list.isError && !list.data ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : !list.data ? <Skeleton lines={8} /> : !list.data.linked ? <Empty title={t('contract:not_linked')} /> : !chosen ? <Empty title={t('contract:own_empty')} reason={t('contract:own_empty_reason')} /> : (
        <>
          {all.length > 1 && <div><Select aria-label={t('contract:period')} style={{ minWidth: 280 }} value={chosen.id} options={all.map((x) => ({ value: x.id, label: `${day(x.from_on)} – ${day(x.to_on)} · ${t(`contract:state.${x.state}`)}` }))} onChange={(of) => patch({ of, line: undefined, day: undefined })} /></div>}
          {q.isError && !v ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !v ? <Skeleton lines={8} /> : (
            <>
              <ContractView view={v} acts={{ appeal: v.may.appeal ? setLine : undefined }} />
              <WordsDrawer open={step === 'sign'} title={t('contract:act.sign')} text={t('contract:sign_text')} save={t('contract:act.sign')} onClose={close} onSave={(words) => send('/signature', { words })} />
              <LinesDrawer open={step === 'counter'} identity={`counter ${v.rev}`} title={t('contract:act.counter')} save={t('contract:act.send')} lines={v.parts[0]?.lines ?? []} needWords onClose={close} onSave={(lines: Line[], words) => send('/counter', { lines, words })} />
              <WordsDrawer open={step === 'take'} title={t('contract:act.take')} text={t('contract:take_text')} save={t('contract:act.sign')} onClose={close} onSave={(words) => send('/acceptance', { words })} />
              <WordsDrawer open={step === 'agree'} title={t('contract:act.sign_change')} save={t('contract:act.sign')} onClose={close} onSave={answer(true)} />
              <WordsDrawer open={step === 'refuse'} title={t('contract:act.refuse_change')} needWords save={t('contract:act.send')} onClose={close} onSave={answer(false)} />
              <WordsDrawer open={Boolean(line)} title={t('contract:appeal.title')} text={t('contract:appeal.text')} needWords save={t('contract:act.send')} onClose={() => setLine(undefined)} onSave={(words) => send('/appeals', { line: line!.key, words })} />
            </>
          )}
        </>
      )}
    </Page>
  )
}
