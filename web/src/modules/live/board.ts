// Wallboards: their shape, their grid, and what each kind of block can be told to show. Pure.
export const columns = 12
export const rows = 8

export const blockTypes = ['number', 'target', 'queues', 'states', 'over_limit', 'tiles', 'heat', 'trend', 'ranking', 'clock', 'text', 'alarms', 'share'] as const
export type BlockType = (typeof blockTypes)[number]
export type Config = { title?: string; metric?: string; queues?: string[]; team?: string; text?: string }
export type Block = { id: string; type: BlockType; x: number; y: number; w: number; h: number; config?: Config }
export type Board = { id: string; name: string; theme: 'dark' | 'light'; blocks: Block[]; rev: number; changed_ms: number; changed_by: string }
export type Playlist = { id: string; name: string; entries: { board_id: string; seconds: number }[]; rev: number }
export type Screen = { id: string; name: string; board_id?: string; playlist_id?: string; created_ms: number; created_by: string; expires_ms: number; revoked_ms: number; used_ms: number }
export type Show = { board: Board; seconds: number }

/** What a block needs to know, the first metric being the one it begins with. */
export const needs: Record<BlockType, { metrics?: readonly string[]; queues?: boolean; team?: boolean; text?: boolean; size: [number, number] }> = {
  number: { metrics: ['waiting', 'longest', 'offered', 'answered', 'abandoned', 'agents', 'ready', 'talking'], queues: true, size: [2, 2] },
  target: { metrics: ['level', 'half_level', 'answer', 'abandon', 'speed', 'handle'], queues: true, size: [3, 2] },
  queues: { queues: true, size: [6, 3] },
  states: { team: true, size: [6, 1] },
  over_limit: { team: true, size: [3, 4] },
  tiles: { team: true, size: [8, 5] },
  heat: { queues: true, size: [8, 1] },
  trend: { metrics: ['offered', 'abandoned'], queues: true, size: [6, 3] },
  ranking: { metrics: ['waiting', 'abandoned', 'half_level', 'level'], queues: true, size: [3, 4] },
  clock: { size: [2, 1] },
  text: { text: true, size: [4, 1] },
  alarms: { team: true, size: [4, 4] },
  share: { metrics: ['states', 'offered'], queues: true, team: true, size: [3, 3] },
}

export const meets = (a: Block, b: Block): boolean => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
export const inside = (b: Block): boolean => b.x >= 0 && b.y >= 0 && b.w >= 1 && b.h >= 1 && b.x + b.w <= columns && b.y + b.h <= rows
export const fits = (b: Block, all: Block[]): boolean => inside(b) && all.every((o) => o.id === b.id || !meets(o, b))

/** A new block at the first free place, smaller when its size fits nowhere; undefined on a full board. */
export function placed(type: BlockType, all: Block[], id: string): Block | undefined {
  const [w, h] = needs[type].size
  for (const [bw, bh] of [[w, h], [Math.min(w, 3), Math.min(h, 2)], [1, 1]] as const) {
    for (let y = 0; y + bh <= rows; y++) {
      for (let x = 0; x + bw <= columns; x++) {
        const b: Block = { id, type, x, y, w: bw, h: bh, config: needs[type].metrics ? { metric: needs[type].metrics[0] } : {} }
        if (fits(b, all)) return b
      }
    }
  }
  return undefined
}
