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

export function useCentre() {
  const waiting = useUser().must_change_password
  return useQuery({ ...centreQuery, enabled: !waiting }).data
}
