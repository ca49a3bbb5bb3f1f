// Ctrl+K: every page by name, in both languages.
import { useNavigate } from '@tanstack/react-router'
import { Modal } from 'antd'
import i18next from 'i18next'
import { useId, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { NavItem } from './module'
import { searchWords } from './searchWords'

function score(item: NavItem, label: string, query: string): boolean {
  const text = `${label} ${searchWords[item.to] ?? ''} ${item.to}`.toLowerCase()
  return query.toLowerCase().split(/\s+/).every((word) => text.includes(word))
}

export default function Palette({ items, onClose }: { items: NavItem[]; onClose: () => void }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const listId = useId()
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  const found = useMemo(() => items.filter((item) => score(item, `${i18next.t(item.label)} ${i18next.t(`common:room.${item.room}`)}`, query.trim())), [items, query])
  const current = Math.min(at, Math.max(0, found.length - 1))
  const open = (item?: NavItem) => {
    if (!item) return
    onClose()
    void navigate({ to: item.to as string })
  }
  return (
    <Modal open onCancel={onClose} footer={null} closable={false} width={520} title={null} className="lt-palette" style={{ top: 88 }} destroyOnHidden>
      <input
        autoFocus
        role="combobox"
        aria-label={t('common:palette.label')}
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={found[current] ? `${listId}-${current}` : undefined}
        aria-autocomplete="list"
        className="lt-palette-input"
        placeholder={t('common:palette.placeholder')}
        value={query}
        onChange={(e) => { setQuery(e.target.value); setAt(0) }}
        onKeyDown={(e) => {
          if (e.nativeEvent.isComposing) return
          if (e.key === 'ArrowDown') { e.preventDefault(); setAt((current + 1) % Math.max(1, found.length)) }
          if (e.key === 'ArrowUp') { e.preventDefault(); setAt((current - 1 + found.length) % Math.max(1, found.length)) }
          if (e.key === 'Enter') { e.preventDefault(); open(found[current]) }
        }}
      />
      <div role="listbox" id={listId} aria-label={t('common:palette.label')} className="lt-palette-list">
        {found.map((item, i) => (
          <div
            key={item.to}
            id={`${listId}-${i}`}
            role="option"
            aria-selected={i === current}
            className={'lt-palette-item' + (i === current ? ' is-current' : '')}
            onMouseMove={() => setAt(i)}
            onClick={() => open(item)}
          >
            <span className="lt-nav-icon" aria-hidden="true">{item.icon}</span>
            <span className="lt-grow">{t(item.label)}</span>
            <span className="lt-muted">{t(`common:room.${item.room}`)}</span>
            {item.letter && <kbd>G {item.letter.toUpperCase()}</kbd>}
          </div>
        ))}
      </div>
      {found.length === 0 && <p className="lt-palette-none" role="status">{t('common:palette.none', { query })}</p>}
    </Modal>
  )
}
