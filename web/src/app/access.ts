import { useSuspenseQuery, useQuery } from '@tanstack/react-query'
import { centreQuery, sessionQuery } from '../api/queries'
import type { SessionUser } from '../api/types'

/** The signed-in person. Only inside the shell, which waits for the session. */
export function useUser(): SessionUser {
  const { data } = useSuspenseQuery(sessionQuery)
  return data?.user ?? { id: '', login: '', name: '', roles: [], permissions: [], must_change_password: false }
}

export function allowed(user: Pick<SessionUser, 'permissions'>, permission?: string): boolean {
  return !permission || user.permissions.includes(permission) || user.permissions.includes('*')
}

export function useAllowed(permission?: string): boolean {
  return allowed(useUser(), permission)
}

/** Whether something must be done on one's own account before anything else. */
export const mustFirst = (user: SessionUser): boolean => user.must_change_password || user.must_enrol === true

export function useCentre() {
  const waiting = mustFirst(useUser())
  return useQuery({ ...centreQuery, enabled: !waiting }).data
}
