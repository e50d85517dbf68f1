import { parsePostgresArray } from '../../../formats/postgres-array-parse.ts'

/** A list as Postgres writes it, nested or not: its items, and what stands around them. */
export interface ListText {
  readonly items: readonly ListItem[]
  /** Bounds, where they are not the usual ones. */
  readonly before: string
  readonly vector: boolean
}

type ListItem = string | null | readonly ListItem[]

/** Undefined where it is none. */
export function parseList(text: string): ListText | undefined {
  const items = parsePostgresArray(text)
  if (items === undefined) return undefined
  const before = /^(\[-?\d+:-?\d+\])+=/.exec(text)?.[0] ?? ''
  return { items, before, vector: before === '' && text.startsWith('[') }
}

/** The list again, each item changed. NULL stays NULL. */
export function listText({ items, before, vector }: ListText, change: (item: string) => string | null): string {
  if (vector) return `[${items.map((item) => changedItem(item, change)).join(',')}]`
  return before + changedItem(items, change)
}

function changedItem(item: ListItem, change: (item: string) => string | null): string {
  if (item === null) return 'NULL'
  if (typeof item !== 'string') return `{${item.map((one) => changedItem(one, change)).join(',')}}`
  const changed = change(item)
  return changed === null ? 'NULL' : quotedItem(changed)
}

/** In quotes only where Postgres puts them too. */
function quotedItem(text: string): string {
  const plain = text !== '' && !/[\s{}",\\;]/.test(text) && text.toUpperCase() !== 'NULL'
  return plain ? text : `"${text.replace(/["\\]/g, '\\$&')}"`
}
