// What a module of the web application gives to the shell.
import type { ReactNode } from 'react'

/** The rooms of the navigation, in the order they are shown. */
export const rooms = ['today', 'live', 'numbers', 'strategy', 'planning', 'people', 'performance', 'telephony', 'org', 'system'] as const
export type Room = (typeof rooms)[number]

export type NavItem = {
  /** Address of the page, as in its route. */
  to: string
  room: Room
  /** Translation key with its namespace, such as `metric:nav.heatmap`. */
  label: string
  icon: ReactNode
  /** Hidden without it. The server checks again. */
  permission?: string
  /** The letter after G that opens the page. */
  letter?: string
}
