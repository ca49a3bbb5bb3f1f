// Two languages, one chunk each, loaded when asked for. A namespace is a file of src/locales/<language>/.
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { getPrefs, setPrefs, type Language } from './prefs'

type Bundle = Record<string, object>
const loaders: Record<Language, () => Promise<{ default: Bundle }>> = {
  zh: () => import('../locales/zh'),
  en: () => import('../locales/en'),
}

// What the home page does without comes when another page is opened.
const lateLoaders: typeof loaders = {
  zh: () => import('../locales/zh.late'),
  en: () => import('../locales/en.late'),
}
let late = false
const here = new Set<string>()

async function take(key: string, language: Language, loader: () => Promise<{ default: Bundle }>) {
  if (here.has(key)) return
  const { default: bundle } = await loader()
  for (const [ns, words] of Object.entries(bundle)) i18next.addResourceBundle(language, ns, words, true, true)
  here.add(key)
}

async function load(language: Language) {
  await Promise.all([take(language, language, loaders[language]), ...(late ? [take(`${language} late`, language, lateLoaders[language])] : [])])
}

/** All words of the language that is shown; pages other than the first wait for it. */
export async function loadAllWords(): Promise<void> {
  late = true
  await load(language())
}

export async function startI18n(): Promise<void> {
  here.clear()
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
