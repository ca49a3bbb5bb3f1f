// What is known of the seats or fixtures that are chosen on the sheet.
import { Button, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Note } from '../../kit/blocks'
import type { Item } from './seatplan'

type Props = {
  items: Item[]
  onChange: (key: string, part: Partial<Item>) => void
  onShare: (shared: boolean) => void
  onRelabel: (prefix: string) => void
  onRemove: () => void
}

export function SeatItemForm({ items, onChange, onShare, onRelabel, onRemove }: Props) {
  const { t } = useTranslation()
  const [prefix, setPrefix] = useState('A')
  const one = items.length === 1 ? items[0] : undefined
  const seats = items.filter((i) => i.kind === 'seat')
  const sitting = seats.filter((s) => s.sits).map((s) => s.sits)
  if (items.length === 0) return <p className="lt-muted">{t('org:seats.choose_hint')}</p>
  const number = (name: 'x' | 'y' | 'w' | 'h') => (
    <label className="lt-field"><span>{t(`org:seats.place.${name}`)}</span><InputNumber style={{ width: '100%' }} min={1} precision={0} value={name === 'x' || name === 'y' ? one![name] + 1 : one![name]} onChange={(n) => n && onChange(one!.key, { [name]: name === 'x' || name === 'y' ? n - 1 : n })} /></label>
  )
  const whose = <label className="lt-field"><span>{t('org:seats.whose')}</span><Select aria-label={t('org:seats.whose')} value={seats.every((s) => Boolean(s.shared) === Boolean(seats[0]?.shared)) ? Boolean(seats[0]?.shared) : undefined} options={[false, true].map((v) => ({ value: v, label: t(v ? 'org:seats.shared' : 'org:seats.own') }))} onChange={onShare} /></label>
  return (
    <>
      <h2>{one ? (one.kind === 'seat' ? t('org:seats.one', { label: one.text }) : t(`org:seats.kind.${one.kind}`)) : t('org:seats.many', { count: items.length })}</h2>
      {one?.kind === 'seat' && (
        <>
          <div className="lt-form-row">
            <label className="lt-field"><span>{t('org:seats.label')}</span><Input maxLength={20} value={one.text} onChange={(e) => onChange(one.key, { text: e.target.value })} /></label>
            <label className="lt-field"><span>{t('org:seats.extension')}</span><Input maxLength={40} value={one.extension ?? ''} onChange={(e) => onChange(one.key, { extension: e.target.value })} /></label>
          </div>
          {whose}
          <p className="lt-muted">{t(one.shared ? 'org:seats.shared_hint' : 'org:seats.own_hint')}</p>
        </>
      )}
      {one && one.kind === 'label' && <label className="lt-field"><span>{t('org:seats.words')}</span><Input maxLength={40} value={one.text} onChange={(e) => onChange(one.key, { text: e.target.value })} /></label>}
      {one && <div className="lt-form-row">{number('x')}{number('y')}</div>}
      {one && one.kind !== 'seat' && <div className="lt-form-row">{number('w')}{number('h')}</div>}
      {!one && seats.length > 0 && (
        <>
          {whose}
          <label className="lt-field"><span>{t('org:seats.number_anew')}</span>
            <span className="lt-row"><Input className="lt-grow" aria-label={t('org:seats.prefix')} maxLength={12} value={prefix} onChange={(e) => setPrefix(e.target.value.trim())} /><Button onClick={() => onRelabel(prefix)}>{t('org:seats.number')}</Button></span>
          </label>
        </>
      )}
      {sitting.length > 0 && <Note kind="warn">{t(sitting.length > 5 ? 'org:seats.sit_here_too' : 'org:seats.sit_here', { names: sitting.slice(0, 5).join(t('org:seats.join')), total: sitting.length })}</Note>}
      <Button danger onClick={onRemove}>{t('org:seats.remove')}</Button>
    </>
  )
}
