/** So many rows a browser lays out without anybody noticing. */
export const allRows = 150
/** Above and below what is in view. */
const beside = 20
/** The window moves by so many rows at once. */
const step = 15

interface Place {
  readonly count: number
  readonly rowHeight: number
  /** Pixels of rows that are above the view, and what is seen of them. */
  readonly above: number
  readonly view: number
}

/** Of a table that is long, the rows that are drawn: those in view, and some beside them. */
export function rowsInView({ count, rowHeight, above, view }: Place): { readonly first: number; readonly end: number } {
  if (count <= allRows) return { first: 0, end: count }
  const top = Math.min(Math.max(0, above), Math.max(0, count * rowHeight - view))
  const first = Math.max(0, Math.floor((top / rowHeight - beside) / step) * step)
  const end = Math.ceil(((top + view) / rowHeight + beside) / step) * step
  return { first, end: Math.min(count, end) }
}
