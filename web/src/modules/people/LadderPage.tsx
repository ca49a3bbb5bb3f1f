// The operations manager opens this about once a year, everybody when they want to know the rules: positions, steps and their conditions.
import { EditOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, InputNumber } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { api } from '../../api/client'
import { Failure, Skeleton } from '../../kit/blocks'
import { EditDrawer } from '../../kit/EditDrawer'
import { Page } from '../../kit/Page'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { ladderQuery } from './CareersPage'
import { named, positionText } from './careerWords'
import type { Ladder, LadderOut, Step } from './types'
import './people.css'

export function LadderPage() {
  return <Guard permission="people.own"><LadderView /></Guard>
}

function LadderView() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const edits = useAllowed('career.decide')
  const [search, patch] = useSearchState()
  const q = useQuery(ladderQuery)
  const ladder = q.data?.ladder
  const found = ladder?.steps.find((s) => s.key === search.step)
  // A limit of none is left out on the wire.
  const step = useMemo(() => found && { ...found, conditions: found.conditions.map((c) => ({ ...c, value: c.value ?? 0 })) }, [found])
  const name = (code: string) => positionText(t, ladder, code)
  const required = (label: string) => [{ required: true, message: t('common:form.required', { label }) }]
  return (
    <Page title={t('people:ladder')} note={q.data && t(q.data.rev === 0 ? 'people:template' : 'people:changed_ladder')} crumbs={[{ label: t('people:nav.careers'), to: '/careers' }]}>
      {q.isError && !ladder ? <Failure error={q.error} onRetry={() => void q.refetch()} /> : !ladder ? <Skeleton /> : (
        <div className="pe-steps">
          {ladder.steps.map((s, i) => (
            <section key={s.key} className="lt-card" aria-label={t('people:step_to', { position: name(s.to) })}>
              <div className="lt-card-head">
                <h2>{i + 1}. {s.from.map(name).join(' / ')} → {name(s.to)}</h2>
                <span className="lt-grow" />
                {edits && <Button size="small" type="text" icon={<EditOutlined />} aria-label={`${t('common:action.edit')} ${name(s.to)}`} onClick={() => patch({ step: s.key }, true)} />}
              </div>
              <ul className="pe-verdicts">
                {s.conditions.map((c) => <li key={c.key}><StatusTag tone="info">{t(`people:kind.${c.kind}`)}</StatusTag><b>{named(t, c)}</b>{c.months ? <span className="lt-muted">{t('people:last_months', { count: c.months })}</span> : null}</li>)}
              </ul>
            </section>
          ))}
        </div>
      )}
      {edits && ladder && (
        <EditDrawer<Step>
          open={Boolean(step)} identity={step?.key} width={640} title={step && t('people:step_to', { position: name(step.to) })} initial={step ?? { key: '', from: [], to: '', conditions: [] }} onClose={() => patch({ step: undefined })}
          fieldOf={(path) => (path[0] === 'steps' ? path.slice(2) : undefined)}
          onReload={async () => (await api.get<LadderOut>('/career-ladder')).ladder.steps.find((s) => s.key === step?.key)}
          onSave={async (v) => {
            const next: Ladder = { ...ladder, steps: ladder.steps.map((s) => (s.key === step!.key ? { ...s, conditions: s.conditions.map((c, i) => ({ ...c, ...v.conditions[i] })) } : s)) }
            await api.put('/career-ladder', next, q.data!.rev)
            await queries.invalidateQueries({ queryKey: ['people'] })
          }}
        >
          {step?.conditions.map((c, i) => (
            <fieldset key={c.key} className="pe-rows">
              <legend>{t(`people:kind.${c.kind}`)}</legend>
              <div className="pe-two">
                <Form.Item name={['conditions', i, 'name']} label={t('people:condition')} rules={required(t('people:condition'))}><Input maxLength={100} /></Form.Item>
                <Form.Item name={['conditions', i, 'name_en']} label={t('people:condition_en')}><Input maxLength={100} /></Form.Item>
                {(c.kind === 'tenure' || c.kind === 'rank' || c.kind === 'number') && <Form.Item name={['conditions', i, 'value']} label={t(`people:limit.${c.kind}`)} rules={required(t(`people:limit.${c.kind}`))}><InputNumber style={{ width: '100%' }} /></Form.Item>}
                {(c.kind === 'rank' || c.kind === 'number') && <Form.Item name={['conditions', i, 'months']} label={t('people:months_back')} rules={required(t('people:months_back'))}><InputNumber min={1} max={60} style={{ width: '100%' }} /></Form.Item>}
                {c.kind === 'number' && <Form.Item name={['conditions', i, 'metric']} label={t('people:metric')} rules={required(t('people:metric'))}><Input maxLength={100} /></Form.Item>}
              </div>
            </fieldset>
          ))}
        </EditDrawer>
      )}
    </Page>
  )
}
