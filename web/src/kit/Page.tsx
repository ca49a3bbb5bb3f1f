// One page: breadcrumbs, one h1, actions, then its content. The h1 is also the window title.
import { Link } from '@tanstack/react-router'
import { useEffect, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

export type Crumb = { label: string; to?: string }
type Props = {
  title: string
  /** Small words or tags after the title. */
  note?: ReactNode
  crumbs?: Crumb[]
  /** Controls right of the title: filters and buttons. */
  actions?: ReactNode
  /** The content takes the window's height and scrolls inside (tables). */
  fill?: boolean
  children: ReactNode
}

export function Page({ title, note, crumbs, actions, fill, children }: Props) {
  const { t } = useTranslation()
  useEffect(() => {
    document.title = `${title} · ${t('common:product')}`
  }, [title, t])
  return (
    <div className={'lt-page' + (fill ? ' is-fill' : '')}>
      <div className="lt-page-head">
        {crumbs && (
          <nav className="lt-crumbs" aria-label={t('common:action.back')}>
            {crumbs.map((c, i) => (
              <span key={i}>{c.to ? <Link to={c.to as string}>{c.label}</Link> : c.label} / </span>
            ))}
          </nav>
        )}
        <h1>{title}</h1>
        {note && <span className="lt-page-note">{note}</span>}
        <span className="lt-grow" />
        {actions && <div className="lt-page-actions lt-row">{actions}</div>}
      </div>
      {children}
    </div>
  )
}
