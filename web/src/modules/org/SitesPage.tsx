// Operations manager, when a workplace opens or closes: which sites exist and which time zone they keep.
import { Form, Select } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useCentre } from '../../app/access'
import type { Site } from '../../api/types'
import type { Column } from '../../kit/DataTable'
import { zoneOptions } from '../../kit/zones'
import { CodeName, StateTag } from './fields'
import { ObjectPage } from './ObjectPage'

type Values = { code: string; name: string; timezone?: string }
const blank: Values = { code: '', name: '' }
const toForm = (x: Site): Values => ({ code: x.code, name: x.name, timezone: x.timezone || undefined })
const toBody = (v: Values) => ({ code: v.code?.trim(), name: v.name?.trim(), timezone: v.timezone ?? null })

export function SitesPage() {
  const { t } = useTranslation()
  const centre = useCentre()
  const columns = useMemo<Column<Site>[]>(() => {
    const zone = (x: Site) => x.timezone || t('org:as_centre', { zone: centre?.timezone ?? '' })
    return [
      { id: 'code', header: t('org:field.code'), cell: (x) => x.code, value: (x) => x.code, width: 160, sortable: true, pin: true },
      { id: 'name', header: t('org:field.name'), cell: (x) => x.name, value: (x) => x.name, width: 240, sortable: true },
      { id: 'state', header: t('org:field.state'), cell: (x) => <StateTag item={x} />, value: (x) => t(x.active ? 'common:status.active' : 'common:status.inactive'), width: 110 },
      { id: 'timezone', header: t('org:field.timezone'), cell: zone, value: zone, width: 260 },
    ]
  }, [t, centre])
  return (
    <ObjectPage<Site, Values>
      title={t('org:nav.sites')}
      noun="sites"
      one={t('org:one.site')}
      columns={columns}
      searchHint={t('org:search.code_name')}
      emptyReason={t('org:empty_reason.site')}
      archiveText={t('org:archive.site')}
      blank={blank}
      toForm={toForm}
      toBody={toBody}
      fields={() => (
        <>
          <CodeName />
          <Form.Item name="timezone" label={t('org:field.timezone')}>
            <Select allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={t('org:as_centre', { zone: centre?.timezone ?? '' })} options={zoneOptions()} />
          </Form.Item>
        </>
      )}
    />
  )
}
