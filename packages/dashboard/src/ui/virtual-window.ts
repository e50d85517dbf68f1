/** Browsers draw no element that is higher than some millions of pixels; beyond this, the bar moves faster than the rows. */
const mostPixels = 12_000_000

export interface Scrolled {
  /** What the bar says. */
  readonly bar: number
  /** How many pixels of rows are above the view. */
  readonly top: number
}

interface Sizes {
  readonly count: number
  readonly rowHeight: number
  readonly view: number
}

/** How high what scrolls is, for the bar to be as long as it should be. */
export function heightOf({ count, rowHeight }: Pick<Sizes, 'count' | 'rowHeight'>): number {
  return Math.min(count * rowHeight, mostPixels)
}

/** Steps are as long as the reader makes them, and jumps go as far as the bar says. */
export function scrolledTo(bar: number, before: Scrolled, sizes: Sizes): Scrolled {
  const { count, rowHeight, view } = sizes
  const most = Math.max(0, count * rowHeight - view)
  const mostBar = Math.max(0, heightOf(sizes) - view)
  if (most === mostBar) return { bar, top: bar }
  if (bar <= 0) return { bar, top: 0 }
  if (bar >= mostBar) return { bar, top: most }
  const step = bar - before.bar
  const top = Math.abs(step) < 2 * view ? before.top + step : (bar / mostBar) * most
  return { bar, top: Math.min(Math.max(top, 0), most) }
}

/** Rows that are in view or near it, and where the first of them stands. */
export function windowOf({ bar, top }: Scrolled, { count, rowHeight, view }: Sizes, beside = 8) {
  const first = Math.max(0, Math.floor(top / rowHeight) - beside)
  const end = Math.min(count, Math.ceil((top + view) / rowHeight) + beside)
  return { first, end: Math.max(first, end), at: bar + first * rowHeight - top }
}

/** Where the bar must be for a row to be the first in view. */
export function barFor(row: number, sizes: Sizes): Scrolled {
  const most = Math.max(0, sizes.count * sizes.rowHeight - sizes.view)
  const top = Math.min(row * sizes.rowHeight, most)
  const mostBar = Math.max(0, heightOf(sizes) - sizes.view)
  return { bar: most === 0 ? 0 : Math.round((top / most) * mostBar), top }
}
