import type { Table } from '../../catalog/definition.ts'
import { splitAtCommas, sqlTokens } from '../../catalog/sql-tokens.ts'

/** How the rows of a virtual table get into a copy. */
export type VirtualContent =
  /** It indexes another table: it is made anew from that one's copy. */
  | { readonly kind: 'rebuild' }
  /** What it holds is its own, and no policy decides about it: it stays empty. */
  | { readonly kind: 'own' }
  /** Nothing is known of how it keeps rows: it is left out. */
  | { readonly kind: 'unknown' }

export function virtualContent({ accessMethod, options }: Table): VirtualContent {
  const module = accessMethod?.toLowerCase()
  switch (module) {
    case 'fts5':
    case 'fts4':
    case 'fts3': {
      const content = contentOf(options.arguments ?? '')
      return { kind: content === undefined || content === '' ? 'own' : 'rebuild' }
    }
    case 'rtree':
    case 'rtree_i32':
      return { kind: 'own' }
    default:
      return { kind: 'unknown' }
  }
}

/** The value of the argument content=…, without its quotes. */
function contentOf(given: string): string | undefined {
  for (const [name, equals, value] of splitAtCommas(sqlTokens(given, 'quote'))) {
    if (name?.value.toLowerCase() !== 'content' || equals?.text !== '=') continue
    return value === undefined ? '' : value.kind === 'word' ? value.text : value.value
  }
  return undefined
}
