/** So many pages of a list whose newest come first are read anew when something has changed. */
export const freshPages = 4

/** A list as far as it was read. */
export interface Listed<Item> {
  /** What was asked. */
  readonly of: string | undefined
  readonly pages: number
  readonly items: readonly Item[]
  /** The cursor of what comes after them; null where nothing does. */
  readonly next: unknown
}

/** What was read anew, and below it what stood there before; undefined where its last row stood nowhere. */
export function joinedTo<Item>(fresh: Listed<Item>, before: Listed<Item>): Listed<Item> | undefined {
  const last = idOf(fresh.items.at(-1))
  const at = last === undefined ? -1 : before.items.findIndex((item) => idOf(item) === last)
  if (at < 0 || fresh.next === null) return undefined
  return { ...before, items: [...fresh.items, ...before.items.slice(at + 1)] }
}

function idOf(item: unknown): unknown {
  return typeof item === 'object' && item !== null && 'id' in item ? item.id : undefined
}
