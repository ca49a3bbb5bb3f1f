// The `?` overlay: every key of the shell.
import { Modal } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { NavItem } from './module'

export default function Help({ items, onClose }: { items: NavItem[]; onClose: () => void }) {
  const { t } = useTranslation()
  const rows: [ReactNode, string][] = [
    [<><kbd>Ctrl</kbd> <kbd>K</kbd></>, t('common:help.palette')],
    [<kbd>/</kbd>, t('common:help.search')],
    [<kbd>?</kbd>, t('common:help.help')],
    [<kbd>Esc</kbd>, t('common:help.esc')],
    [<><kbd>↑</kbd> <kbd>↓</kbd> <kbd>Enter</kbd></>, t('common:help.rows')],
  ]
  return (
    <Modal open onCancel={onClose} footer={null} title={t('common:help.title')} width={560} destroyOnHidden>
      <div className="lt-help">
        <dl>
          {rows.map(([keys, words]) => (
            <div key={words}><dt>{keys}</dt><dd>{words}</dd></div>
          ))}
        </dl>
        <dl>
          {items.filter((i) => i.letter).map((item) => (
            <div key={item.to}><dt><kbd>G</kbd> <kbd>{item.letter!.toUpperCase()}</kbd></dt><dd>{t(item.label)}</dd></div>
          ))}
        </dl>
      </div>
    </Modal>
  )
}
