import { ArrowDownOutlined, ArrowUpOutlined, SettingOutlined } from '@ant-design/icons'
import { Button, Checkbox, Popover } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Column } from './DataTable'
import { getPrefs, setPrefs, usePrefs } from './prefs'

/** Which columns are shown and in what order; kept for this browser. */
export function ColumnSettings<T>({ id, columns }: { id: string; columns: Column<T>[] }) {
  const { t } = useTranslation()
  const kept = usePrefs().columns[id]?.filter((k) => columns.some((c) => c.id === k))
  const shown = kept && kept.length > 0 ? kept : columns.filter((c) => !c.hidden).map((c) => c.id)
  const keep = (next: string[] | undefined) => {
    const { [id]: _, ...rest } = getPrefs().columns
    setPrefs({ columns: next ? { ...rest, [id]: next } : rest })
  }
  const list = [...shown.map((k) => columns.find((c) => c.id === k)!), ...columns.filter((c) => !shown.includes(c.id))]
  const move = (key: string, by: number) => {
    const at = shown.indexOf(key)
    const next = [...shown]
    next.splice(at, 1)
    next.splice(at + by, 0, key)
    keep(next)
  }
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      content={
        <div className="lt-columns">
          {list.map((c) => {
            const at = shown.indexOf(c.id)
            return (
              <div key={c.id} className="lt-columns-row">
                <Checkbox
                  checked={at >= 0}
                  disabled={at >= 0 && shown.length === 1}
                  onChange={(e) => keep(e.target.checked ? [...shown, c.id] : shown.filter((k) => k !== c.id))}
                >
                  {c.header}
                </Checkbox>
                <span className="lt-grow" />
                <Button type="text" size="small" icon={<ArrowUpOutlined />} disabled={at <= 0} aria-label={`${c.header} ↑`} onClick={() => move(c.id, -1)} />
                <Button type="text" size="small" icon={<ArrowDownOutlined />} disabled={at < 0 || at === shown.length - 1} aria-label={`${c.header} ↓`} onClick={() => move(c.id, 1)} />
              </div>
            )
          })}
          <Button type="link" size="small" onClick={() => keep(undefined)}>{t('common:table.all_columns')}</Button>
        </div>
      }
    >
      <Button icon={<SettingOutlined />} aria-label={t('common:table.columns')} title={t('common:table.columns')} />
    </Popover>
  )
}
