import { useTranslation } from 'react-i18next'
import { setLanguage } from './i18n'
import type { Language } from './prefs'

/** 中 / EN without a reload. */
export function LanguageSwitch() {
  const { t, i18n } = useTranslation()
  const options: [Language, string, string][] = [['zh', '中', '中文'], ['en', 'EN', 'English']]
  return (
    <div className="lt-switch" role="group" aria-label={t('common:shell.language')}>
      {options.map(([key, short, long]) => (
        <button key={key} type="button" lang={key} title={long} aria-label={`${short} ${long}`} aria-pressed={i18n.language === key} onClick={() => void setLanguage(key)}>
          {short}
        </button>
      ))}
    </div>
  )
}
