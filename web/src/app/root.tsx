// The two routes every page hangs on: the bare root and the signed-in shell.
import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext, createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { centreQuery, sessionQuery } from '../api/queries'
import { mustFirst } from './access'
import { setZone } from '../kit/format'
import { loadAllWords } from '../kit/i18n'
import { ErrorPage, NotFoundPage, RootFrame } from './states'

export type AppContext = { queries: QueryClient }

export const rootRoute = createRootRouteWithContext<AppContext>()({
  component: RootFrame,
  errorComponent: ErrorPage,
  notFoundComponent: NotFoundPage,
})

export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  component: lazyRouteComponent(() => import('./Shell'), 'Shell'),
  errorComponent: ErrorPage,
  notFoundComponent: NotFoundPage,
  beforeLoad: async ({ context, location }) => {
    const session = await context.queries.ensureQueryData(sessionQuery)
    if (!session) throw redirect({ to: '/sign-in', search: { return: location.href === '/' ? undefined : location.href } as never })
    if (mustFirst(session.user)) {
      // The server refuses everything else until then.
      if (location.pathname !== '/password') throw redirect({ to: '/password' as never })
      return { session }
    }
    if (location.pathname !== '/') await loadAllWords()
    try {
      setZone((await context.queries.ensureQueryData(centreQuery)).timezone)
    } catch {
      // the centre is shown without its zone until it can be read; every page says so itself
    }
    return { session }
  },
})
