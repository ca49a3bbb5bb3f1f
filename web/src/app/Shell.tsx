// The frame of every signed-in page: header, navigation, content, palette and shortcuts.
import {
  CompressOutlined, DownOutlined, ExpandOutlined, LeftOutlined, MenuOutlined, MoonOutlined, QuestionCircleOutlined, RightOutlined, SearchOutlined, SunOutlined,
} from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import { Button, Dropdown, Tooltip } from 'antd'
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, keepSession } from '../api/client'
import type { SessionUser } from '../api/types'
import { loadAllWords } from '../kit/i18n'
import { LanguageSwitch } from '../kit/LanguageSwitch'
import { setPrefs, usePrefs } from '../kit/prefs'
import { allowed, mustFirst, useCentre, useUser } from './access'
import { useLiveTopics } from './live'
import { rooms } from './module'
import { nav } from './modules'
import { useShortcuts } from './shortcuts'

const Palette = lazy(() => import('./Palette'))
const Help = lazy(() => import('./Help'))
const Notices = lazy(() => import('./Notices'))

/** The pages a person may open; none before the first password was changed. */
function navOf(user: SessionUser) {
  return mustFirst(user) ? [] : nav.filter((item) => allowed(user, item.permission))
}

export function Shell() {
  const { t } = useTranslation()
  const prefs = usePrefs()
  const user = useUser()
  const items = useMemo(() => navOf(user), [user])
  const [palette, setPalette] = useState(false)
  const [help, setHelp] = useState(false)
  const [drawer, setDrawer] = useState(false)
  const path = useRouterState({ select: (s) => s.location.pathname })
  const navigate = useNavigate()
  useLiveTopics(!mustFirst(user))
  useEffect(() => setDrawer(false), [path])
  useEffect(() => {
    // The home page starts without the words of other pages, and of faults that it may meet.
    const later = setTimeout(() => void loadAllWords().catch(() => undefined), 2000)
    return () => clearTimeout(later)
  }, [])
  useShortcuts({
    palette: useCallback(() => setPalette(true), []),
    help: useCallback(() => setHelp(true), []),
    go: useCallback((letter: string) => {
      const item = items.find((i) => i.letter === letter)
      if (item) void navigate({ to: item.to as string })
      return Boolean(item)
    }, [items, navigate]),
  })
  const collapsed = prefs.navCollapsed && !drawer
  return (
    <div className={'lt-shell' + (collapsed ? ' is-collapsed' : '') + (drawer ? ' is-open' : '')}>
      <a className="lt-skip" href="#content">{t('common:shell.skip')}</a>
      <Header onPalette={() => setPalette(true)} onHelp={() => setHelp(true)} onMenu={() => setDrawer(!drawer)} open={drawer} />
      <nav className="lt-nav" id="nav" aria-label={t('common:shell.nav')} onKeyDown={(e) => e.key === 'Escape' && setDrawer(false)}>
        <div className="lt-nav-rooms">
          {rooms.map((room) => {
            const own = items.filter((i) => i.room === room)
            if (own.length === 0) return null
            return (
              <div key={room} className="lt-nav-room" role="group" aria-label={t(`common:room.${room}`)}>
                <div className="lt-nav-title" aria-hidden="true">{t(`common:room.${room}`)}</div>
                {own.map((item) => (
                  <Tooltip key={item.to} title={collapsed ? t(item.label) : undefined} placement="right">
                    <Link
                      to={item.to as string}
                      className="lt-nav-item"
                      activeProps={{ className: 'lt-nav-item is-active', 'aria-current': 'page' }}
                      activeOptions={{ exact: item.to === '/', includeSearch: false }}
                      aria-label={collapsed ? t(item.label) : undefined}
                    >
                      <span className="lt-nav-icon" aria-hidden="true">{item.icon}</span>
                      <span className="lt-nav-label">{t(item.label)}</span>
                    </Link>
                  </Tooltip>
                ))}
              </div>
            )
          })}
        </div>
        <button
          type="button"
          className="lt-nav-fold"
          aria-expanded={!collapsed}
          aria-controls="nav"
          aria-label={t(collapsed ? 'common:shell.unfold' : 'common:shell.fold')}
          onClick={() => setPrefs({ navCollapsed: !prefs.navCollapsed })}
        >
          {collapsed ? <RightOutlined /> : <LeftOutlined />}
          <span className="lt-nav-label">{t('common:shell.fold')}</span>
        </button>
      </nav>
      <div className="lt-nav-veil" onClick={() => setDrawer(false)} aria-hidden="true" />
      <main className="lt-main" id="content" tabIndex={-1}>
        <Suspense fallback={null}>
          <Outlet />
        </Suspense>
      </main>
      <Suspense fallback={null}>
        {palette && <Palette items={items} onClose={() => setPalette(false)} />}
        {help && <Help items={items} onClose={() => setHelp(false)} />}
      </Suspense>
    </div>
  )
}

function Header({ onPalette, onHelp, onMenu, open }: { onPalette: () => void; onHelp: () => void; onMenu: () => void; open: boolean }) {
  const { t } = useTranslation()
  const user = useUser()
  const centre = useCentre()
  const { theme, density } = usePrefs()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const signOut = async () => {
    try {
      await api.delete('/session')
    } catch {
      // the session is gone already; leaving is what was asked for
    }
    keepSession(null)
    queries.clear()
    void navigate({ to: '/sign-in' })
  }
  const mac = navigator.platform.startsWith('Mac')
  return (
    <header className="lt-header">
      <Button type="text" className="lt-menu-button" icon={<MenuOutlined />} aria-label={t('common:shell.menu')} aria-expanded={open} aria-controls="nav" onClick={onMenu} />
      <Link to="/" className="lt-brand" aria-label={t('common:product')}>
        <img src="/favicon.svg" width={22} height={22} alt="" />
        <span>{t('common:product')}</span>
      </Link>
      <span className="lt-centre" title={centre?.name}>{centre?.name}</span>
      <span className="lt-grow" />
      <button type="button" className="lt-search" onClick={onPalette} aria-haspopup="dialog" aria-keyshortcuts={mac ? 'Meta+K' : 'Control+K'}>
        <SearchOutlined aria-hidden="true" />
        <span>{t('common:shell.search')}</span>
        <kbd>{mac ? '⌘K' : 'Ctrl K'}</kbd>
      </button>
      {!mustFirst(user) && <Suspense fallback={null}><Notices /></Suspense>}
      <LanguageSwitch />
      <Tooltip title={t(density === 'compact' ? 'common:shell.to_comfortable' : 'common:shell.to_compact')}>
        <Button
          type="text"
          className="lt-wide-only"
          icon={density === 'compact' ? <ExpandOutlined /> : <CompressOutlined />}
          aria-label={t(density === 'compact' ? 'common:shell.to_comfortable' : 'common:shell.to_compact')}
          onClick={() => setPrefs({ density: density === 'compact' ? 'comfortable' : 'compact' })}
        />
      </Tooltip>
      <Tooltip title={t(theme === 'light' ? 'common:shell.to_dark' : 'common:shell.to_light')}>
        <Button
          type="text"
          icon={theme === 'light' ? <MoonOutlined /> : <SunOutlined />}
          aria-label={t(theme === 'light' ? 'common:shell.to_dark' : 'common:shell.to_light')}
          onClick={() => setPrefs({ theme: theme === 'light' ? 'dark' : 'light' })}
        />
      </Tooltip>
      <Tooltip title={t('common:shell.help')}>
        <Button type="text" className="lt-wide-only" icon={<QuestionCircleOutlined />} aria-label={t('common:shell.help')} onClick={onHelp} />
      </Tooltip>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'who', disabled: true, label: <span className="lt-muted">{[user.login, ...user.roles.map((r) => t(`common:role.${r}`))].join(' · ')}</span> },
            { type: 'divider' },
            { key: 'account', label: t('common:shell.account') },
            { key: 'help', label: t('common:shell.help') },
            { key: 'out', label: t('common:shell.sign_out') },
          ],
          onClick: ({ key }) => {
            if (key === 'out') void signOut()
            if (key === 'help') onHelp()
            if (key === 'account') void navigate({ to: '/password' })
          },
        }}
      >
        <Button type="text" className="lt-user" title={t('common:shell.user_menu', { name: user.name })} aria-haspopup="menu">
          <b>{user.name}</b>
          <span className="lt-role">{user.roles[0] ? t(`common:role.${user.roles[0]}`) : ''}</span>
          <DownOutlined aria-hidden="true" style={{ fontSize: 10 }} />
        </Button>
      </Dropdown>
    </header>
  )
}
