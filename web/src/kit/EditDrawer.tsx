// A form in a drawer: dirty check on leaving, the server's field errors beside the fields, what was typed is never lost.
import { App, Button, Drawer, Form, type FormInstance } from 'antd'
import { useEffect, useLayoutEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api/client'
import { Note } from './blocks'
import { faultText, fieldPath, fieldText, isConflict } from './fault'

type Path = (string | number)[]
type Placed = { path: Path; text: string; location: string }

/** Puts each fault at the field that shows it, or at the nearest one above; the rest is told in words. */
export function placeFaults(faults: Placed[], fields: Path[]): { placed: Placed[]; loose: Placed[] } {
  const names = fields.map((f) => JSON.stringify(f))
  const placed: Placed[] = []
  const loose: Placed[] = []
  for (const fault of faults) {
    let path = fault.path
    while (path.length > 0 && !names.includes(JSON.stringify(path))) path = path.slice(0, -1)
    if (path.length > 0) placed.push({ ...fault, path })
    else loose.push(fault)
  }
  return { placed, loose }
}

type Props<V extends object> = {
  open: boolean
  title: ReactNode
  /** Changing the identity (not only the content) loads new values. */
  initial: V
  identity?: string
  width?: number
  onClose: () => void
  /** Saves; throws ApiError to stay open. */
  onSave: (values: V) => Promise<unknown>
  /** Loads the latest version after a conflict. */
  onReload?: () => Promise<V | undefined>
  readOnly?: boolean
  /** A form the page made itself, to watch or set fields; it outlives the drawer and is emptied here. */
  form?: FormInstance<V>
  /** Where the form shows a field of the server under another name. */
  fieldOf?: (path: Path) => Path | undefined
  /** Buttons left in the footer. */
  extra?: ReactNode
  saveLabel?: string
  /** Content under the form that is not part of it. */
  below?: ReactNode
  children: ReactNode
}

/** Every opening, and every other identity, begins with a fresh form; a refetch in between changes nothing that is being typed. */
export function EditDrawer<V extends object>(p: Props<V>) {
  const [seen, setSeen] = useState({ open: false, identity: p.identity, round: 0 })
  if (seen.open !== p.open || (p.open && seen.identity !== p.identity)) {
    setSeen({ open: p.open, identity: p.identity, round: p.open ? seen.round + 1 : seen.round })
  }
  return <Editor key={seen.round} {...p} />
}

function Editor<V extends object>(p: Props<V>) {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const [ownForm] = Form.useForm<V>()
  const form = p.form ?? ownForm
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<unknown>(null)
  const [dirty, setDirty] = useState(false)
  // Faults of fields this form does not show.
  const [other, setOther] = useState<string[]>([])
  const { open } = p
  const outer = p.form
  useLayoutEffect(() => {
    if (open) outer?.resetFields()
  }, [open, outer])
  useEffect(() => {
    if (!open || !dirty) return
    const warn = (e: BeforeUnloadEvent) => e.preventDefault()
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [open, dirty])

  const leave = () => {
    if (!dirty) return p.onClose()
    modal.confirm({
      title: t('common:form.unsaved_title'),
      content: t('common:form.unsaved_text'),
      okText: t('common:form.discard'),
      cancelText: t('common:form.keep'),
      focusable: { autoFocusButton: 'cancel' },
      onOk: p.onClose,
    })
  }
  const save = async (values: V) => {
    setBusy(true)
    setFault(null)
    setOther([])
    try {
      await p.onSave(values)
      setDirty(false)
      void message.success(t('common:form.saved'))
      p.onClose()
    } catch (error) {
      setFault(error)
      if (error instanceof ApiError && error.fields.length > 0) {
        const { placed, loose } = placeFaults(error.fields.map((f) => ({ path: p.fieldOf?.(fieldPath(f.location)) ?? fieldPath(f.location), text: fieldText(f), location: f.location })), form.getFieldsError().map((f) => f.name))
        form.setFields(placed.map((f) => ({ name: f.path as never, errors: [f.text] })))
        setOther(loose.map((f) => `${f.location.replace(/^body\.?/, '')} ${f.text}`.trim()))
        if (placed[0]) form.scrollToField(placed[0].path as never, { focus: true, block: 'center' })
      }
    } finally {
      setBusy(false)
    }
  }
  const reload = async () => {
    const latest = await p.onReload?.()
    if (!latest) return
    form.setFieldsValue(latest as never)
    setFault(null)
    setDirty(false)
  }
  return (
    <Drawer
      open={open}
      onClose={leave}
      title={p.title}
      size={p.width ?? 520}
      destroyOnHidden
      mask={{ closable: true }}
      closable={{ 'aria-label': t('common:action.close') }}
      footer={
        p.readOnly ? null : (
          <div className="lt-row">
            {p.extra}
            <span className="lt-grow" />
            <Button onClick={leave}>{t('common:action.cancel')}</Button>
            <Button type="primary" loading={busy} onClick={() => form.submit()}>{p.saveLabel ?? t('common:action.save')}</Button>
          </div>
        )
      }
    >
      {fault !== null && (
        <div style={{ marginBottom: 12 }}>
          {isConflict(fault) && p.onReload ? (
            <Note kind="warn" action={<Button size="small" onClick={() => void reload()}>{t('common:form.reload')}</Button>}>{t('common:form.conflict')}</Note>
          ) : (
            <Note kind="bad">{t('common:form.failed')} · {faultText(fault)}{other.length > 0 && <><br />{other.join(' · ')}</>}</Note>
          )}
        </div>
      )}
      <Form<V>
        form={form}
        layout="vertical"
        requiredMark={false}
        disabled={p.readOnly}
        initialValues={p.initial}
        onValuesChange={() => setDirty(true)}
        onFinish={(values) => void save(values)}
        scrollToFirstError={{ focus: true }}
        onKeyDown={(e) => {
          if ((e.ctrlKey || e.metaKey) && e.key === 'Enter') form.submit()
        }}
      >
        {p.children}
        <button type="submit" hidden />
      </Form>
      {p.below}
    </Drawer>
  )
}
