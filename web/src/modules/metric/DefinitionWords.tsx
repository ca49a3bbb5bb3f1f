// The formula of a metric in the words of the trade, for the note that opens beside every number.
import { useTranslation } from 'react-i18next'
import type { Metric } from '../../api/types'
import { definitionLine } from './spell'
import { useNames } from './Drill'

export default function DefinitionWords({ metric }: { metric: Metric }) {
  const { i18n } = useTranslation()
  return definitionLine(metric as Parameters<typeof definitionLine>[0], useNames(), i18n.language !== 'en')
}
