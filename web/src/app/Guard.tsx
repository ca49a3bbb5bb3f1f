import type { ReactNode } from 'react'
import { useAllowed } from './access'
import { ForbiddenPage } from './states'

/** Shows a page only to those who may open it; the server decides, this only spares a failed request. */
export function Guard({ permission, children }: { permission: string; children: ReactNode }) {
  return useAllowed(permission) ? children : <ForbiddenPage permission={permission} />
}
