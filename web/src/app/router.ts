import { QueryClient } from '@tanstack/react-query'
import { createRouter } from '@tanstack/react-router'
import { ApiError, keepSession, whenSignedOut } from '../api/client'
import { bareRoutes, shellRoutes } from './modules'
import { rootRoute, shellRoute } from './root'
import { parseSearch, stringifySearch } from './searchText'
import { NotFoundPage } from './states'

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: false,
      // A refusal will not change by asking again; a missing answer may.
      retry: (failures, error) => failures < 2 && !(error instanceof ApiError && error.status > 0 && error.status < 500),
    },
  },
})

const routeTree = rootRoute.addChildren([...bareRoutes, shellRoute.addChildren([...shellRoutes])])

export const router = createRouter({
  routeTree,
  context: { queries },
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  defaultNotFoundComponent: NotFoundPage,
  scrollRestoration: true,
  parseSearch,
  stringifySearch,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}

whenSignedOut(() => {
  keepSession(null)
  queries.setQueryData(['session'], null)
  const { pathname, href } = router.state.location
  if (pathname === '/sign-in') return
  void router.navigate({ to: '/sign-in', search: { return: href } })
})
