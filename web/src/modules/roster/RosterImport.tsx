// A file becomes a roster's shifts: looked at first, with what cannot be used and the rules it would break.
import { DownloadOutlined } from '@ant-design/icons'
import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { Note } from '../../kit/blocks'
import { faultText } from '../../kit/fault'
import { day } from '../../kit/format'
import { ImportDrawer } from '../../kit/ImportDrawer'
import type { Imported, ImportChange, Roster } from './types'
import { violationText } from './violations'

type Props = { roster: Roster; names: Map<string, string>; open: boolean; onClose: () => void; onDone: () => void }

export function RosterImport({ roster, names, open, onClose, onDone }: Props) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const path = `/rosters/${encodeURIComponent(roster.id)}`
  const template = () => void api.download(`${path}/import-template.xlsx`, { lang: t('roster:lang') }).catch((e: unknown) => message.error(faultText(e)))
  return (
    <ImportDrawer<ImportChange, Imported>
      open={open} path={`${path}/imports`} title={t('roster:import.title')} onClose={onClose} onDone={onDone}
      text={<>{t('roster:import.text')} <Button size="small" icon={<DownloadOutlined />} onClick={template}>{t('roster:import.template')}</Button></>}
      name={(c) => `${c.name} ${day(c.on)} ${c.before || t('roster:grid.off')} → ${c.after || t('roster:grid.off')}`}
      more={(x) => (x.violations ?? []).length > 0 && <Note kind="warn">{t('roster:import.breaks')}<ul className="rs-list">{(x.violations ?? []).map((v, i) => <li key={i}>{names.get(v.person_id)}: {violationText(t, v)}</li>)}</ul></Note>}
    />
  )
}
