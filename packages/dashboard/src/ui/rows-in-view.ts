/** So many rows a browser lays out without anybody noticing. */
export const allRows = 60
/** Above and below what is in view. */
const beside = 6
/** The window moves by so many rows at once. */
const step = 15

interface Place {
  readonly count: number
  readonly rowHeight: number
  /** Pixels of rows that are above the view, and what is seen of them. */
  readonly above: number
  readonly view: number
}

/** Of a table that is long, the rows that are drawn: those in view and some beside them, as many wherever that is. */
export function rowsInView({ count, rowHeight, above, view }: Place): { readonly first: number; readonly end: number } {
  const drawn = Math.ceil(view / rowHeight) + 2 * beside + step
  if (count <= Math.max(allRows, drawn)) return { first: 0, end: count }
  const before = Math.floor((Math.max(0, above) / rowHeight - beside) / step) * step
  const first = Math.min(Math.max(0, before), count - drawn)
  return { first, end: first + drawn }
}
