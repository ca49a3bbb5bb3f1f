// Whoever has an action opens this from the notice, the director before a review: what reviews have asked for, by when, and how it stands.
import { useTranslation } from 'react-i18next'
import { useState } from 'react'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { Page } from '../../kit/Page'
import { QueryTable } from '../../kit/QueryTable'
import { ActionDrawer, actColumn, actionColumns, actionStates, ReportDrawer } from './Actions'
import type { Action } from './types'
import { Views } from './Views'
import './strategy.css'

export function ActionsPage() {
  return <Guard permission="strategy.read"><ActionsView /></Guard>
}

function ActionsView() {
  const { t } = useTranslation()
  const edits = useAllowed('strategy.edit')
  const [edited, setEdited] = useState<Action>()
  const [reported, setReported] = useState<Action>()
  return (
    <Page title={t('strategy:nav.actions')} fill>
      <Views />
      <QueryTable<Action>
        id="strategy.actions" label={t('strategy:nav.actions')} path="/strategy/actions" columns={[...actionColumns(t), actColumn(t, edits, setEdited, setReported)]} rowKey={(a) => a.id} defaultSort="due" searchHint={t('strategy:action.search')}
        filters={[
          { key: 'state', label: t('strategy:goal.state'), options: actionStates.map((value) => ({ value, label: t(`strategy:action.states.${value}`) })) },
          { key: 'overdue', label: t('strategy:work.late'), options: [{ value: 'true', label: t('strategy:work.late_only') }] },
          { key: 'mine', label: t('strategy:action.mine'), options: [{ value: 'true', label: t('strategy:action.mine_only') }] },
        ]}
        empty={{ title: t('strategy:action.empty'), reason: t('strategy:action.empty_reason') }}
      />
      {edits && <ActionDrawer open={edited !== undefined} item={edited} onClose={() => setEdited(undefined)} />}
      <ReportDrawer item={reported} onClose={() => setReported(undefined)} />
    </Page>
  )
}
