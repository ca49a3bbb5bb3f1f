import type { NavItem } from '../../app/module'

export const routes = [] as const
export const nav: NavItem[] = []
