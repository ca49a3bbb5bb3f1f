// What a file tells, in tabs: for who keeps files, the leader, and oneself.
import { Tabs } from 'antd'
import { useReasons } from './reasons'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Empty } from '../../kit/blocks'
import { DataTable, type Column } from '../../kit/DataTable'
import { DescriptionList } from '../../kit/DescriptionList'
import { day, none } from '../../kit/format'
import { StatusTag } from '../../kit/StatusTag'
import { useSearchState } from '../../kit/useSearchState'
import { Ends } from './FilesPage'
import type { File, FileRecord } from './types'
import { levelText, spanText, stateTones, tenureText } from './words'

type Rows<K extends keyof FileRecord> = FileRecord[K] extends (infer T)[] ? T : never

export function FileView({ file, more }: { file: File; more?: { key: string; label: string; children: ReactNode }[] }) {
  const { t } = useTranslation()
  const [search, patch] = useSearchState()
  const known = useReasons()
  const x = file.summary
  const r = file.record
  const text = <T,>(id: string, header: string, of: (row: T) => string | undefined, width = 150, grow = false): Column<T> => ({ id, header, width, grow, value: (row) => of(row) ?? '', cell: (row) => of(row) || none })
  const list = <T extends object>(id: string, label: string, rows: T[], columns: Column<T>[]) => (rows.length === 0 ? <Empty title={t('people:nothing', { what: label })} /> : (
    <section className="lt-card" aria-label={label}>
      <div className="lt-card-head"><h2>{label}</h2></div>
      <DataTable id={`people.file.${id}`} label={label} columns={columns} rows={rows} rowKey={(row) => String(rows.indexOf(row))} maxHeight={420} />
    </section>
  ))
  const employments = list<Rows<'employments'>>('employments', t('people:employments'), [...r.employments].reverse(), [
    text('span', t('people:when'), (e) => spanText(t, e.entered_on, e.left_on), 260),
    text('kind', t('people:leaving'), (e) => (e.kind ? t(`people:leaving_kind.${e.kind}`) : undefined), 120),
    text('reasons', t('people:reasons'), (e) => (e.reasons ?? []).map(known.name).join(t('people:join')), 200),
    text('interview', t('people:interview'), (e) => e.interview, 260, true),
  ])
  const contracts = list<Rows<'contracts'>>('contracts', t('people:contracts'), [...r.contracts].reverse(), [
    text('kind', t('people:contract_kind'), (c) => t(`people:contract.${c.kind}`), 140),
    text('from', t('people:from_on'), (c) => day(c.from_on), 150),
    { id: 'to', header: t('people:to_on'), width: 200, value: (c) => c.to_on, cell: (c) => <Ends on={c.to_on} at={file.on} open={t('people:no_end')} /> },
    text('note', t('people:note'), (c) => c.note, 200, true),
  ])
  const certificates = list<Rows<'certificates'>>('certificates', t('people:certificates'), [...r.certificates].reverse(), [
    text('name', t('people:certificate'), (c) => c.name, 220, true),
    text('issued', t('people:issued_on'), (c) => day(c.issued_on), 150),
    { id: 'expires', header: t('people:expires_on'), width: 220, value: (c) => c.expires_on, cell: (c) => <Ends on={c.expires_on} at={file.on} open={t('people:no_end')} /> },
  ])
  const levels = list<Rows<'levels'>>('levels', t('people:levels'), [...r.levels].reverse(), [text('level', t('people:level_title'), (l) => levelText(t, l.level), 160), text('from', t('people:since'), (l) => day(l.from_on), 200, true)])
  const stays = list<File['stays'][number]>('stays', t('people:stays'), file.stays, [
    text('team', t('people:team'), (s) => s.team_name, 160),
    text('leader', t('people:leader'), (s) => s.leader_name, 160),
    text('when', t('people:when'), (s) => spanText(t, s.from_on, s.to_on), 300, true),
  ])
  const documents = list<Rows<'documents'>>('documents', t('people:documents'), r.documents, [
    { id: 'name', header: t('people:document'), width: 260, grow: true, value: (d) => d.name, cell: (d) => <a href={d.link} target="_blank" rel="noreferrer noopener">{d.name}</a> },
    text('added', t('people:added_on'), (d) => (d.added_on ? day(d.added_on) : undefined), 160),
  ])
  return (
    <div className="pe-file">
      <section className="lt-card pe-head" aria-label={t('people:overview')}>
        <DescriptionList facts={[
          { label: t('people:agent_no'), value: x.agent_no },
          { label: t('people:state'), value: <StatusTag tone={stateTones[x.state]}>{t(`people:states.${x.state}`)}</StatusTag> },
          { label: t('people:team'), value: x.team_name },
          { label: t('people:leader'), value: x.leader_name },
          { label: t('people:level_title'), value: levelText(t, x.level) },
          { label: t('people:entered_on'), value: x.entered_on && day(x.entered_on) },
          { label: t('people:tenure'), value: x.entered_on && tenureText(t, x.days) },
          x.left_on ? { label: t('people:left_on'), value: day(x.left_on) } : null,
          { label: t('people:gender_title'), value: x.gender && t(`people:gender.${x.gender}`) },
          { label: t('people:birth_year'), value: x.birth_year || undefined },
          { label: t('people:skills'), value: file.skills.join(t('people:join')), wide: true },
          r.note ? { label: t('people:note'), value: r.note, wide: true } : null,
        ]} />
      </section>
      <Tabs
        activeKey={(search.tab as string | undefined) ?? 'work'} onChange={(key) => patch({ tab: key === 'work' ? undefined : key })}
        items={[
          { key: 'work', label: t('people:tab.work'), children: <div className="pe-file">{employments}{contracts}</div> },
          { key: 'skills', label: t('people:tab.skills'), children: <div className="pe-file">{levels}{certificates}</div> },
          { key: 'teams', label: t('people:tab.teams'), children: stays },
          { key: 'documents', label: t('people:tab.documents'), children: documents },
          ...(r.praises?.length ? [{ key: 'praises', label: t('people:tab.praises'), children: <ul className="pe-verdicts">{[...r.praises].reverse().map((p, i) => <li key={i}><b>{p.kind === 'badge' ? t(`incentive:badge.${p.badge}`) : t(`incentive:praise.kinds.${p.kind}`)}{p.points ? ` +${p.points}` : ''}</b><span>{p.words}</span><span className="lt-muted">{p.by} · {day(p.on_day)}</span></li>)}</ul> }] : []),
          ...(more ?? []),
        ]}
      />
    </div>
  )
}
