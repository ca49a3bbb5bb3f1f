// What would mend a weak spot, each as the simulation of the day says; one click changes the roster so.
import { Button, Drawer } from 'antd'
import { useTranslation } from 'react-i18next'
import { Empty, Note } from '../../kit/blocks'
import { count, day as dayText, decimal, percent } from '../../kit/format'
import { clockOf } from './clock'
import type { Cell, Cure, Edit, Line, ShiftType, WeakSpot } from './types'

type Props = { at: WeakSpot | undefined; lines: Line[]; types: Map<string, ShiftType>; stale: boolean; edits: boolean; onClose: () => void; onTake: (edits: Edit[]) => void }

export function CureDrawer({ at, lines, types, stale, edits, onClose, onTake }: Props) {
  const { t } = useTranslation()
  return (
    <Drawer open={!!at} onClose={onClose} size={640} title={at && t('roster:cert.cure_title', { queue: at.queue, on: dayText(at.on), at: at.at })}>
      {at && (
        <>
          <p>{t('roster:cert.cure_now', { level: percent(at.level_percent), holds: percent(at.holds_percent), late: decimal(at.late_contacts) })}</p>
          {stale && <Note kind="warn">{t('roster:cert.stale')}</Note>}
          {at.cures.length === 0 ? <Empty title={t('roster:cert.cure_none')} reason={t('roster:cert.cure_none_reason')} /> : at.cures.map((c) => (
            <section className="lt-card rs-cure" key={c.kind} aria-label={titleOf(c)}>
              <div className="lt-card-head"><h2>{titleOf(c)}</h2><span className="lt-grow" />{edits && c.edits && <Button type="primary" size="small" disabled={stale} onClick={() => onTake(c.edits!)}>{t('roster:cert.cure_take')}</Button>}</div>
              <div className="lt-card-body">
                <p>{t('roster:cert.cure_effect', { level: percent(c.level_percent), holds: percent(c.holds_percent), more: decimal(c.in_time_contacts) })}</p>
                {c.edits && <ul className="rs-list">{c.edits.map((e) => <li key={`${e.person_id} ${e.day}`}>{moveText(e)}</li>)}</ul>}
                {c.kind === 'people' && <p className="lt-muted">{t('roster:cert.cure_people_how')}</p>}
              </div>
            </section>
          ))}
        </>
      )}
    </Drawer>
  )

  function titleOf(c: Cure): string {
    return t(`roster:cert.cure_${c.kind}`, { n: count(c.people), count: c.people })
  }
  function moveText(e: Edit): string {
    const line = lines.find((l) => l.person_id === e.person_id)
    const was = line?.cells?.find((c) => c.day === e.day)
    const shift = (typeID: string | undefined, begins: number | undefined) => `${types.get(typeID ?? '')?.code ?? '?'} ${clockOf(begins ?? 0)}`
    const what = was && (was.type_id !== e.type_id || was.begins !== e.begins) ? [t('roster:cert.cure_move', { what: '', from: shift(was.type_id, was.begins), to: shift(e.type_id, e.begins) }).trim()] : movedPauses(was, e)
    return `${line?.name ?? '?'}: ${what.join(t('roster:join'))}`
  }
  function movedPauses(was: Cell | undefined, e: Edit): string[] {
    const left = [...(was?.breaks ?? [])]
    return (e.breaks ?? []).flatMap((b) => {
      const k = left.findIndex((x) => x.name === b.name && x.minutes === b.minutes)
      const old = k >= 0 ? left.splice(k, 1)[0] : undefined
      return old && old.at !== b.at ? [t('roster:cert.cure_move', { what: b.name, from: clockOf(old.at), to: clockOf(b.at) })] : []
    })
  }
}
