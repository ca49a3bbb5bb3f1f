// Keys that work on every page: Ctrl+K palette, / search, ? help, G then a letter.
import { useEffect } from 'react'

type Actions = { palette: () => void; help: () => void; go: (letter: string) => boolean }

/** Whether a key press belongs to a field the person is writing in. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.getAttribute('role') === 'combobox'
}

export function useShortcuts({ palette, help, go }: Actions): void {
  useEffect(() => {
    let waiting = 0
    const onKey = (e: KeyboardEvent) => {
      if (e.isComposing || e.defaultPrevented) return
      if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === 'k') {
        e.preventDefault()
        palette()
        return
      }
      if (e.ctrlKey || e.metaKey || e.altKey || isTyping(e.target) || document.querySelector('[role=dialog]')) return
      if (Date.now() < waiting) {
        waiting = 0
        if (go(e.key.toLowerCase())) e.preventDefault()
        return
      }
      if (e.key === 'g' || e.key === 'G') waiting = Date.now() + 1500
      else if (e.key === '?') {
        e.preventDefault()
        help()
      } else if (e.key === '/') {
        e.preventDefault()
        const field = document.querySelector<HTMLInputElement>('main input[type=search]')
        if (field) field.focus()
        else palette()
      }
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [palette, help, go])
}
