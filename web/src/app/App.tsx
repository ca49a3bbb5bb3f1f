import { App as AntApp, ConfigProvider } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'
import { useLayoutEffect, useMemo, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { usePrefs } from '../kit/prefs'
import { antdThemeOf } from '../kit/theme'
import { cssVariables } from '../kit/tokens'
import { queries, router } from './router'

const reduced = window.matchMedia('(prefers-reduced-motion: reduce)')
function watchMotion(changed: () => void) {
  reduced.addEventListener('change', changed)
  return () => reduced.removeEventListener('change', changed)
}

export function App() {
  const { theme, density } = usePrefs()
  const { i18n } = useTranslation()
  const zh = i18n.language !== 'en'
  dayjs.locale(zh ? 'zh-cn' : 'en')
  useLayoutEffect(() => {
    const root = document.documentElement
    root.dataset.theme = theme
    root.dataset.density = density
    root.style.removeProperty('background')
    for (const [name, value] of Object.entries(cssVariables(theme))) root.style.setProperty(name, value)
  }, [theme, density])
  const still = useSyncExternalStore(watchMotion, () => reduced.matches)
  const config = useMemo(() => antdThemeOf(theme, density, !still), [theme, density, still])
  return (
    <ConfigProvider theme={config} locale={zh ? zhCN : enUS} button={{ autoInsertSpace: false }} wave={{ disabled: true }} componentSize="middle">
      <AntApp className="lt-app" message={{ maxCount: 3 }}>
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </AntApp>
    </ConfigProvider>
  )
}
