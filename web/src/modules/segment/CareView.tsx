// The leader opens this weekly: who is unlike their own usual for two weeks, so that one may ask how they are. Nobody else sees it, and it says
// nothing of why.
import { EditOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, DatePicker, Form, Input, Radio } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { api } from '../../api/client'
import { Note } from '../../kit/blocks'
import type { Column } from '../../kit/DataTable'
import { EditDrawer } from '../../kit/EditDrawer'
import { addDays, day, decimal, duration, none, percent, today } from '../../kit/format'
import { QueryTable } from '../../kit/QueryTable'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import type { CareAnswer, CareFound, Notice } from './types'

const ratios = ['handling', 'wrap_up', 'breaks', 'talk', 'hours']
const states = ['open', 'talked', 'dismissed'] as const

const plus = (n: number) => (n > 0 ? '+' : '')
/** A change as it is told: of ratios in per cent of what is usual. */
function changed(t: TFunction, f: CareFound): string {
  if (ratios.includes(f.sign)) return f.usual > 0 ? plus(f.now - f.usual) + percent((f.now / f.usual - 1) * 100) : none
  return f.sign === 'nights' ? plus(f.now - f.usual) + t('care:per_week', { n: decimal(f.now - f.usual, 1) }) : plus(f.now - f.usual) + percent(f.now - f.usual)
}
const moved = (t: TFunction, f: CareFound) => (ratios.includes(f.sign) ? plus(f.common) + percent((Math.exp(f.common) - 1) * 100) : f.sign === 'nights' ? t('care:per_week', { n: decimal(f.common, 1) }) : plus(f.common) + percent(f.common))
function valueText(t: TFunction, sign: string, v: number): string {
  if (sign === 'handling' || sign === 'wrap_up') return duration(v * 1000)
  if (sign === 'hours') return t('care:hours_of', { n: decimal(v, 1) })
  return sign === 'nights' ? t('care:per_week', { n: decimal(v, 1) }) : percent(v)
}
const signsText = (t: TFunction, x: Notice) => x.signs.map((f) => t('care:change', { sign: t(`care:sign.${f.sign}`), by: changed(t, f) })).join(t('care:join'))

type Values = { state: CareAnswer['state']; talk_on?: Dayjs | null; words?: string }

export function CareView() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [search, patch] = useSearchState()
  const item = useQuery({ queryKey: ['care', 'one', search.notice], enabled: false, queryFn: () => Promise.resolve<Notice | null>(null) }).data
  const open = (x: Notice) => {
    queries.setQueryData(['care', 'one', x.id], x)
    patch({ notice: x.id }, true)
  }
  const columns: Column<Notice>[] = [
    { id: 'name', header: t('care:name'), width: 150, pin: true, sortable: true, cell: (x) => `${x.name} ${x.agent_no}` },
    { id: 'week', header: t('care:week'), width: 140, sortable: true, cell: (x) => day(addDays(x.week_on, 6)) },
    { id: 'signs', header: t('care:signs'), width: 380, grow: true, cell: (x) => <span title={signsText(t, x)}>{signsText(t, x)}</span> },
    { id: 'state', header: t('care:state'), width: 120, cell: (x) => <StatusTag tone={x.state === 'open' ? 'info' : x.state === 'talked' ? 'good' : 'muted'}>{t(`care:states.${x.state}`)}</StatusTag> },
    { id: 'words', header: t('care:words'), width: 200, cell: (x) => (x.words ? <span title={x.words}>{x.words}</span> : none) },
    { id: 'act', header: '', width: 60, cell: (x) => <Button size="small" type="text" icon={<EditOutlined />} aria-label={`${x.name} ${t('care:act')}`} onClick={() => open(x)} /> },
  ]
  return (
    <div style={{ height: 620, display: 'flex', flexDirection: 'column', gap: 12 }}>
      <Note>{t('care:intro')}</Note>
      <QueryTable<Notice>
        id="performance.care" label={t('care:list')} path="/care-notices" queryKey="care" columns={columns} rowKey={(x) => x.id} defaultSort="-week" searchHint={t('care:search')} exportable={false} onOpen={open}
        filters={[{ key: 'state', label: t('care:state'), width: 120, options: states.map((value) => ({ value, label: t(`care:states.${value}`) })) }]}
        empty={{ title: t('care:empty'), reason: t('care:empty_reason') }}
      />
      <EditDrawer<Values>
        open={Boolean(item)} identity={item?.id} width={640} title={item ? t('care:of', { name: item.name }) : ''} saveLabel={t('care:answer')} onClose={() => patch({ notice: undefined })}
        initial={{ state: item?.state === 'open' || !item ? 'talked' : item.state, talk_on: dayjs(item?.talk_on ?? today()), words: item?.words ?? '' }}
        onSave={async (v) => {
          const body: CareAnswer = { state: v.state, words: v.words?.trim() || undefined, talk_on: v.state === 'talked' ? v.talk_on?.format('YYYY-MM-DD') : undefined }
          await api.put(`/care-notices/${encodeURIComponent(item!.id)}`, body, item!.rev)
          await queries.invalidateQueries({ queryKey: ['care'] })
        }}
      >
        <Note>{t('care:intro')}</Note>
        {item && <Figures x={item} />}
        <Form.Item name="state" label={t('care:field.state')} extra={t('care:quiet')}><Radio.Group options={states.map((value) => ({ value, label: t(`care:states.${value}`) }))} /></Form.Item>
        <Form.Item name="talk_on" label={t('care:field.talk_on')}><DatePicker disabledDate={(d) => d.format('YYYY-MM-DD') > today()} /></Form.Item>
        <Form.Item name="words" label={t('care:field.words')} extra={t('care:field.words_help')}><Input.TextArea rows={3} maxLength={1000} /></Form.Item>
        {item && <Link to={'/talks' as string} search={{ person: item.person_id, talk: 'new' } as never}>{t('care:talk')}</Link>}
      </EditDrawer>
    </div>
  )
}

function Figures({ x }: { x: Notice }) {
  const { t } = useTranslation()
  return (
    <div style={{ overflowX: 'auto', margin: '12px 0' }} tabIndex={0} role="region" aria-label={t('care:signs')}>
      <table className="sg-table">
        <thead><tr><th>{t('care:signs')}</th><th className="is-number">{t('care:usual')}</th><th className="is-number">{t('care:now')}</th><th className="is-number">{t('care:others')}</th><th /></tr></thead>
        <tbody>{x.signs.map((f) => <tr key={f.sign}><td>{t(`care:sign.${f.sign}`)}</td><td className="is-number">{valueText(t, f.sign, f.usual)}</td><td className="is-number">{`${valueText(t, f.sign, f.now)} (${changed(t, f)})`}</td><td className="is-number">{moved(t, f)}</td><td>{f.link && <a href={f.link}>{t('care:rows')}</a>}</td></tr>)}</tbody>
      </table>
    </div>
  )
}
