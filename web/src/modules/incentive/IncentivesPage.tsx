// The operations manager opens this monthly: what people can earn by which rule, what a month would cost, what was paid. They decide which
// rule is changed and what goes to payroll.
import { Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { Guard } from '../../app/Guard'
import { Page } from '../../kit/Page'
import { useSearchState } from '../../kit/useSearchState'
import { ContestsTab } from './ContestsTab'
import { PointsTab } from './PointsTab'
import { RulesTab } from './RulesTab'
import { RunsTab } from './RunsTab'
import { TrialTab } from './TrialTab'
import './incentive.css'

export function IncentivesPage() {
  return <Guard permission="performance.read"><IncentivesView /></Guard>
}

function IncentivesView() {
  const { t } = useTranslation()
  const edits = useAllowed('incentive.edit')
  const [search, patch] = useSearchState()
  const tabs = ['rules', ...(edits ? ['trial'] : []), 'runs', 'contests', 'draws', 'points']
  const tab = tabs.find((x) => x === search.tab) ?? tabs[0]!
  return (
    <Page title={t('incentive:nav.incentives')} fill>
      {tabs.length > 1 && <div><Segmented aria-label={t('incentive:nav.incentives')} value={tab} options={tabs.map((value) => ({ value, label: t(`incentive:tab.${value}`) }))} onChange={(v) => patch({ tab: v === tabs[0] ? undefined : v, search: undefined, sort: undefined, kind: undefined, pays: undefined, archived: undefined, state: undefined, view: undefined })} /></div>}
      {tab === 'trial' ? <TrialTab /> : tab === 'runs' ? <RunsTab edits={edits} /> : tab === 'contests' ? <ContestsTab kind="contest" edits={edits} /> : tab === 'draws' ? <ContestsTab kind="draw" edits={edits} /> : tab === 'points' ? <PointsTab edits={edits} /> : <RulesTab edits={edits} />}
    </Page>
  )
}
