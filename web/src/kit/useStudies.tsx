// Things that a job makes from the history and that are then kept whole: outlooks, comparisons. A page shows one of them, chosen in
// the address, starts the job that makes another, and takes one away.
import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../app/access'
import { api } from '../api/client'
import type { Job } from '../api/types'
import { faultText } from './fault'
import { JobCard } from './JobCard'
import { useSearchState } from './useSearchState'

interface Options {
  /** Where the API lists them, and the permission to make and delete them. */
  path: string
  edit: string
  /** The first part of their query keys, which a finished job makes anew, and the name of their list. */
  keys: [string, string]
  /** The field of the job's result with the id of what it made. */
  result: string
  words: { start: string; running: string; remove: string; removeTitle: string; removeText: string }
}

export function useStudies<T extends { id: string }>({ path, edit, keys, result, words }: Options) {
  const { t } = useTranslation()
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const edits = useAllowed(edit)
  const [search, patch] = useSearchState()
  const text = (key: string) => search[key] as string | undefined
  const list = useQuery({ queryKey: keys, queryFn: async ({ signal }) => (await api.get<T[] | null>(path, undefined, signal)) ?? [] })
  const chosen = list.data?.find((x) => x.id === text('of')) ?? list.data?.[0]
  const job = text('job')
  const done = (j: Job) => {
    void queries.invalidateQueries({ queryKey: [keys[0]] })
    const id = (j.result as Record<string, string> | undefined)?.[result]
    if (j.state === 'done' && id) patch({ job: undefined, of: id })
  }
  const remove = (x: T) =>
    modal.confirm({
      title: words.removeTitle, content: words.removeText, okText: words.remove, cancelText: t('common:action.cancel'),
      onOk: async () => {
        try {
          await api.delete(`${path}/${encodeURIComponent(x.id)}`)
          queries.setQueryData<T[]>(keys, (all) => all?.filter((y) => y.id !== x.id)) // the one that is gone is not asked for again
          patch({ of: undefined })
        } catch (error) {
          void message.error(faultText(error))
        }
        await queries.invalidateQueries({ queryKey: keys })
      },
    })
  const start = edits && <Button type="primary" icon={<PlusOutlined />} onClick={() => patch({ new: '1' }, true)}>{words.start}</Button>
  return {
    list, chosen, edits, text, patch, start,
    /** The buttons of the page. */
    actions: <>{start}{edits && chosen && <Button icon={<DeleteOutlined />} onClick={() => remove(chosen)}>{words.remove}</Button>}</>,
    /** The job that is making one, if any. */
    running: <JobCard id={job} title={words.running} onClose={() => patch({ job: undefined })} onDone={done} />,
    /** What the drawer that starts the job takes. */
    drawer: { open: edits && text('new') === '1', onClose: () => patch({ new: undefined }), onStarted: (id: string) => patch({ job: id }) },
  }
}
