// Makes a queue or person one with another that stays: shows first what will count there.
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { Modal, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import type { ListPage, Merge } from '../../api/types'
import { Note, Skeleton } from '../../kit/blocks'
import { faultText } from '../../kit/fault'
import { count, day } from '../../kit/format'
import { aliasText } from './fields'

type Other = { id: string; name: string; code?: string; agent_no?: string }
type Props = { noun: string; one: string; item: { id: string; name: string }; onClose: () => void; onMerged: (into: string) => void }

export function MergeInto({ noun, one, item, onClose, onMerged }: Props) {
  const { t } = useTranslation('org')
  const [search, setSearch] = useState('')
  const [into, setInto] = useState<string>()
  const others = useQuery({
    queryKey: [noun, 'merge', search],
    placeholderData: keepPreviousData,
    queryFn: () => api.get<ListPage<Other>>(`/${noun}`, { active: 'true', search: search || undefined, limit: 50 }),
  })
  const path = `/${noun}/${encodeURIComponent(item.id)}/merge`
  const preview = useQuery({ queryKey: [noun, 'merge-preview', item.id, into], enabled: into !== undefined, retry: false, queryFn: () => api.get<Merge>(path, { into }) })
  const merge = useMutation({ mutationFn: () => api.post<Merge>(path, { into }), onSuccess: () => onMerged(into!) })
  const options = (others.data?.items ?? []).filter((o) => o.id !== item.id).map((o) => {
    const code = o.code ?? o.agent_no
    return { value: o.id, label: code && code !== o.name ? `${o.name} ${code}` : o.name }
  })
  const m = preview.data
  const error = merge.error ?? preview.error
  return (
    <Modal
      open
      title={t('merge.title', { name: item.name })}
      onCancel={onClose}
      onOk={() => merge.mutate()}
      okText={t('merge.ok')}
      okButtonProps={{ danger: true, disabled: !m || m.merged || preview.isFetching }}
      cancelText={t('common:action.cancel')}
      confirmLoading={merge.isPending}
    >
      <p>{t('merge.text', { what: one })}</p>
      <Select
        aria-label={t('merge.into', { what: one })}
        placeholder={t('merge.into', { what: one })}
        style={{ width: '100%' }}
        showSearch={{ filterOption: false, onSearch: setSearch }}
        loading={others.isFetching}
        options={options}
        notFoundContent={others.isFetching ? <Skeleton lines={2} /> : t('common:table.empty_filtered')}
        value={into}
        onChange={setInto}
      />
      <div className="lt-stack" style={{ marginTop: 12 }}>
        {into && preview.isPending && <Skeleton lines={2} />}
        {m && !m.merged && (
          <Note kind="warn">
            {m.contacts > 0
              ? t('merge.contacts', { n: count(m.contacts), from: day(m.first_on!), to: day(m.last_on!), into: m.into.name })
              : t('merge.no_contacts')}
            {m.intervals > 0 && <><br />{t('merge.intervals', { n: count(m.intervals) })}</>}
            {m.agent_days > 0 && <><br />{t('merge.agent_days', { n: count(m.agent_days) })}</>}
            {m.aliases && m.aliases.length > 0 && <><br />{t('merge.aliases', { names: aliasText(m.aliases) })}</>}
            <br />
            {t('merge.final', { name: item.name })}
          </Note>
        )}
        {error && <Note kind="bad">{faultText(error)}</Note>}
      </div>
    </Modal>
  )
}
