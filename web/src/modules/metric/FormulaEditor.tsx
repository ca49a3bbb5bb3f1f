import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { StatusTag } from '../../kit/StatusTag'
import { type Diagnostic, type Word, complete, insertWord, placed, tokenize, wordAt } from './formulaTokens'
import { type CheckAnswer, catalogueQuery, checkFormula, vocabularyQuery } from './queries'
import { metricName } from './types'

type Props = {
  value?: string
  onChange?: (v: string) => void
  /** tells the form what the server said of the text as it stands; null while unknown */
  onChecked?: (answer: CheckAnswer | null) => void
  disabled?: boolean
  id?: string
}

/** A formula, checked by the server as it is typed, with names coloured and completed. */
export function FormulaEditor({ value = '', onChange, onChecked, disabled, id }: Props) {
  const { t, i18n } = useTranslation('metric')
  const zh = i18n.language !== 'en'
  const own = useId()
  const area = useRef<HTMLTextAreaElement>(null)
  const vocabulary = useQuery(vocabularyQuery).data
  const catalogue = useQuery(catalogueQuery).data
  const [answer, setAnswer] = useState<{ of: string; answer: CheckAnswer } | null>(null)
  const [failed, setFailed] = useState(false)
  const [open, setOpen] = useState(false)
  const [caret, setCaret] = useState(0)
  const [pick, setPick] = useState(0)
  const composing = useRef(false)
  const told = useRef(onChecked)
  told.current = onChecked

  const words = useMemo<Word[]>(
    () => [
      ...(vocabulary?.measures ?? []).map((m): Word => ({ id: m.id, name: zh ? m.name_zh : m.name_en, kind: 'measure', hint: (zh ? m.rule_zh : m.rule_en) ?? t(`unit.${m.unit}`) })),
      ...(vocabulary?.functions ?? []).map((f): Word => ({ id: f.name, name: f.signature, kind: 'function', hint: zh ? f.doc_zh : f.doc_en })),
      ...(catalogue ?? []).filter((m) => !vocabulary?.measures.some((x) => x.id === m.id)).map((m): Word => ({ id: m.id, name: metricName(m, i18n.language), kind: 'metric' })),
    ],
    [vocabulary, catalogue, zh, t, i18n.language],
  )
  const known = useMemo(() => new Set(words.map((w) => w.id)), [words])

  useEffect(() => {
    told.current?.(null)
    if (value.trim() === '') {
      setAnswer(null)
      return
    }
    const abort = new AbortController()
    const timer = setTimeout(() => {
      checkFormula(value, abort.signal)
        .then((a) => {
          setAnswer({ of: value, answer: a })
          setFailed(false)
          told.current?.(a)
        })
        .catch((e: unknown) => {
          if (!(e instanceof DOMException)) setFailed(true)
        })
    }, 250)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [value])

  const fresh = answer?.of === value ? answer.answer : null
  const problems = useMemo<Diagnostic[]>(() => (fresh ? placed(value, fresh.errors ?? []) : []), [fresh, value])
  const tokens = useMemo(() => tokenize(value, (n) => known.has(n)), [value, known])
  const at = open ? wordAt(value, caret) : null
  const found = useMemo(() => (open && at ? complete(words, at.text) : []), [open, at?.text, words])
  const list = at && found.some((w) => w.id === at.text) ? [] : found

  const put = (w: Word) => {
    const next = insertWord(value, wordAt(value, caret), caret, w)
    onChange?.(next.text)
    setOpen(false)
    requestAnimationFrame(() => {
      area.current?.focus()
      area.current?.setSelectionRange(next.caret, next.caret)
      setCaret(next.caret)
    })
  }
  const onKeyDown = (e: KeyboardEvent) => {
    if (composing.current || e.nativeEvent.isComposing) return
    if (e.key === ' ' && e.ctrlKey) {
      e.preventDefault()
      setOpen(true)
      setPick(0)
      return
    }
    if (!list.length) return
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') {
      e.preventDefault()
      setPick((p) => (p + (e.key === 'ArrowDown' ? 1 : list.length - 1)) % list.length)
    } else if (e.key === 'Enter' || e.key === 'Tab') {
      const w = list[pick]
      if (w) {
        e.preventDefault()
        put(w)
      }
    } else if (e.key === 'Escape') {
      e.stopPropagation()
      setOpen(false)
    }
  }
  const errors = problems.filter((p) => p.severity !== 'warning')
  const help = `${own}-help`
  return (
    <div>
      <div className={`mt-editor${errors.length ? ' is-bad' : ''}`}>
        <pre aria-hidden="true">
          {tokens.map((token) => {
            const p = problems.find((x) => x.from < token.to && x.to > token.from)
            return (
              <span key={token.from} className={`tk-${token.kind}${p ? (p.severity === 'warning' ? ' is-warning' : ' is-error') : ''}`}>
                {token.text}
              </span>
            )
          })}
          {'\u200b'}
        </pre>
        <textarea
          ref={area}
          id={id}
          value={value}
          disabled={disabled}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          maxLength={4000}
          placeholder={t('formula.placeholder')}
          aria-label={t('formula.label')}
          aria-invalid={errors.length > 0}
          aria-describedby={help}
          aria-autocomplete="list"
          role="combobox"
          aria-expanded={list.length > 0}
          aria-controls={list.length > 0 ? `${own}-list` : undefined}
          aria-activedescendant={list.length > 0 ? `${own}-${pick}` : undefined}
          onChange={(e) => {
            onChange?.(e.target.value)
            setCaret(e.target.selectionStart)
            setOpen(true)
            setPick(0)
          }}
          onSelect={(e) => setCaret(e.currentTarget.selectionStart)}
          onKeyDown={onKeyDown}
          onCompositionStart={() => {
            composing.current = true
          }}
          onCompositionEnd={() => {
            composing.current = false
          }}
          onBlur={() => setTimeout(() => setOpen(false), 120)}
        />
        {list.length > 0 && (
          <ul className="mt-words" id={`${own}-list`} role="listbox" aria-label={t('formula.words')}>
            {list.map((w, i) => (
              <li
                key={`${w.kind} ${w.id}`}
                id={`${own}-${i}`}
                role="option"
                aria-selected={i === pick}
                onMouseDown={(e) => {
                  e.preventDefault()
                  put(w)
                }}
              >
                <code>{w.id}</code>
                <span className="lt-grow">{w.name}</span>
                <span className="mt-badge">{t(`formula.kind.${w.kind}`)}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
      <ul className="mt-diagnostics" id={help} aria-live="polite">
        {problems.map((p, i) => (
          <li key={i} className="lt-row">
            <StatusTag tone={p.severity === 'warning' ? 'warn' : 'bad'}>{t(`errors.${p.code}`, { subject: p.subject ?? value.slice(p.from, p.to), defaultValue: p.message })}</StatusTag>
            {p.suggestion && (
              <Button
                size="small"
                type="link"
                onClick={() => {
                  onChange?.(value.slice(0, p.from) + p.suggestion + value.slice(p.to))
                  area.current?.focus()
                }}
              >
                {t('formula.meant', { word: p.suggestion })}
              </Button>
            )}
          </li>
        ))}
        {fresh?.ok && problems.length === 0 && (
          <li>
            <StatusTag tone="good">{t('formula.ok')}</StatusTag>
          </li>
        )}
        {failed && !fresh && value !== '' && <li className="lt-muted">{t('formula.unchecked')}</li>}
        <li className="lt-muted">{t('formula.hint')}</li>
      </ul>
    </div>
  )
}
