// Skills a person holds, with their level from 1 to 10.
import { DeleteOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAllowed } from '../../app/access'
import { api } from '../../api/client'
import { dimensionsQuery, inUse } from '../../api/queries'
import type { Person } from '../../api/types'
import { Failure, Note, Skeleton } from '../../kit/blocks'
import { faultText } from '../../kit/fault'

type Held = { skill_id: string; code: string; name: string; level: number }

export function PersonSkills({ person }: { person: Person }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const manage = useAllowed('org.manage')
  const { data: dims } = useQuery(dimensionsQuery)
  const [skill, setSkill] = useState<string>()
  const [level, setLevel] = useState(5)
  const [fault, setFault] = useState<unknown>(null)
  const key = ['people', person.id, 'skills']
  const list = useQuery({
    queryKey: key,
    queryFn: async () => {
      const answer = await api.get<Held[] | { items: Held[] | null } | null>(`/people/${person.id}/skills`)
      return Array.isArray(answer) ? answer : (answer?.items ?? [])
    },
  })
  const run = async (work: () => Promise<unknown>) => {
    setFault(null)
    try {
      await work()
      setSkill(undefined)
      await queries.invalidateQueries({ queryKey: key })
    } catch (error) {
      setFault(error)
    }
  }
  const set = (id: string, n: number) => run(() => api.put(`/people/${person.id}/skills/${id}`, { level: n }))
  return (
    <section className="lt-section" aria-label={t('org:skill_of.title')}>
      <h2>{t('org:skill_of.title')}</h2>
      {list.isPending ? <Skeleton lines={2} /> : list.error ? <Failure error={list.error} onRetry={() => void list.refetch()} /> : list.data.length === 0 ? (
        <span className="lt-muted">{t('org:skill_of.empty')}</span>
      ) : (
        <ul className="lt-list is-plain">
          {list.data.map((h) => (
            <li key={h.skill_id}>
              <b>{h.name}</b><span className="lt-muted lt-grow">{h.code}</span>
              <InputNumber size="small" min={1} max={10} precision={0} value={h.level} disabled={!manage} aria-label={`${h.name} ${t('org:skill_of.level')}`} onChange={(n) => n && n !== h.level && void set(h.skill_id, n)} />
              {manage && <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={`${h.name} ${t('common:action.delete')}`} onClick={() => void run(() => api.delete(`/people/${person.id}/skills/${h.skill_id}`))} />}
            </li>
          ))}
        </ul>
      )}
      {fault !== null && <Note kind="bad">{faultText(fault)}</Note>}
      {manage && (
        <div className="lt-inline-form">
          <Select
            aria-label={t('org:field.skill')}
            placeholder={t('org:field.skill')}
            style={{ flex: 1 }}
            value={skill}
            showSearch={{ optionFilterProp: 'label' }}
            options={inUse(dims?.skills).filter((s) => !list.data?.some((h) => h.skill_id === s.id)).map((s) => ({ value: s.id, label: s.name }))}
            onChange={setSkill}
          />
          <InputNumber min={1} max={10} precision={0} value={level} aria-label={t('org:skill_of.level')} onChange={(n) => setLevel(n ?? 5)} />
          <Button disabled={!skill} onClick={() => skill && void set(skill, level)}>{t('org:skill_of.add')}</Button>
        </div>
      )}
    </section>
  )
}
