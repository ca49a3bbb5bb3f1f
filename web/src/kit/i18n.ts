// Two languages, one chunk each, loaded when asked for. A namespace is a file of src/locales/<language>/.
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { getPrefs, setPrefs, type Language } from './prefs'

type Bundle = Record<string, object>
const loaders: Record<Language, () => Promise<{ default: Bundle }>> = {
  zh: () => import('../locales/zh'),
  en: () => import('../locales/en'),
}

async function load(language: Language) {
  if (i18next.hasResourceBundle(language, 'common')) return
  const { default: bundle } = await loaders[language]()
  for (const [ns, words] of Object.entries(bundle)) i18next.addResourceBundle(language, ns, words, true, true)
}

export async function startI18n(): Promise<void> {
  const language = getPrefs().language
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    ns: ['common'],
    defaultNS: 'common',
    interpolation: { escapeValue: false },
    returnNull: false,
    resources: {},
  })
  i18next.services.formatter?.add('lowercase', (value: unknown) => lowerFirst(String(value)))
  await setLanguage(language)
}

/** A word in the middle of an English sentence; abbreviations such as SLA stay as they are. */
function lowerFirst(word: string): string {
  return /^[A-Z][a-z]/.test(word) ? word[0]!.toLowerCase() + word.slice(1) : word
}

export async function setLanguage(language: Language): Promise<void> {
  await load(language)
  await i18next.changeLanguage(language)
  if (typeof document !== 'undefined') document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en'
  if (getPrefs().language !== language) setPrefs({ language })
}

export function language(): Language {
  return i18next.language === 'en' ? 'en' : 'zh'
}
