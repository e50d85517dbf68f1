/** How values of a column lie beside each other, so that neighbours can be told apart no longer. */
export interface OrderedColumn {
  readonly kind: 'number' | 'moment' | 'text'
  /** By row: a place on a line, the same for equal values; absent values come first. */
  readonly places: readonly number[]
  /** From the first to the last place of a group, as it is written. All values the same: that value. */
  write(rows: readonly number[]): unknown
  /** What of the column a group gives up, from 0 to 1. */
  loss(rows: readonly number[]): number
}

const suppressed = '*'

export function orderedColumn(values: readonly unknown[]): OrderedColumn {
  const present = values.filter((value) => value !== null && value !== undefined)
  if (present.every((value) => typeof value === 'number' || typeof value === 'bigint')) return numbers(values)
  if (present.every((value) => momentOf(value) !== undefined)) return moments(values)
  return texts(values)
}

function numbers(values: readonly unknown[]): OrderedColumn {
  return scaled('number', values, (value) => Number(value), String)
}

/** Days where all of them are days, else instants. */
function moments(values: readonly unknown[]): OrderedColumn {
  const days = values.every((value) => typeof value !== 'string' || value.length === 10)
  const write = (time: number) => new Date(time).toISOString().slice(0, days ? 10 : undefined)
  return scaled('moment', values, (value) => momentOf(value) ?? Number.NaN, write)
}

function scaled(
  kind: 'number' | 'moment',
  values: readonly unknown[],
  placeOf: (value: unknown) => number,
  write: (place: number) => string,
): OrderedColumn {
  const places = values.map((value) =>
    value === null || value === undefined ? Number.NEGATIVE_INFINITY : placeOf(value),
  )
  const finite = places.filter(Number.isFinite)
  const width = ends(finite).reduce((low, high) => high - low)
  return {
    kind,
    places,
    write(rows) {
      const [low, high] = ends(rows.map((row) => places[row] ?? 0))
      if (low === high) return values[rows[0] ?? 0] ?? null
      return Number.isFinite(low) ? `${write(low)}..${write(high)}` : suppressed
    },
    loss(rows) {
      const [low, high] = ends(rows.map((row) => places[row] ?? 0))
      if (low === high) return 0
      return Number.isFinite(low) && width > 0 ? (high - low) / width : 1
    },
  }
}

function texts(values: readonly unknown[]): OrderedColumn {
  const written = values.map((value) => (value === null || value === undefined ? null : textOf(value)))
  const distinct = [...new Set(written)].sort((a, b) =>
    a === b ? 0 : a === null ? -1 : b === null ? 1 : a < b ? -1 : 1,
  )
  const placeOf = new Map(distinct.map((text, place) => [text, place]))
  const places = written.map((text) => placeOf.get(text) ?? 0)
  return {
    kind: 'text',
    places,
    write(rows) {
      const some = rows.map((row) => written[row] ?? null)
      if (some.every((text) => text === some[0])) return values[rows[0] ?? 0] ?? null
      return some.includes(null) ? suppressed : `${sharedStart(some.filter((text) => text !== null))}*`
    },
    loss(rows) {
      const some = new Set(rows.map((row) => places[row] ?? 0))
      return distinct.length < 2 ? 0 : (some.size - 1) / (distinct.length - 1)
    },
  }
}

function ends(places: readonly number[]): [number, number] {
  let [low, high] = [places[0] ?? 0, places[0] ?? 0]
  for (const place of places) {
    if (place < low) low = place
    if (place > high) high = place
  }
  return [low, high]
}

/** In whole characters. */
function sharedStart(some: readonly string[]): string {
  const [first = '', ...others] = some.map((text) => [...text])
  const characters = [...first]
  const length = others.reduce((most, other) => {
    let at = 0
    while (at < most && other[at] === characters[at]) at++
    return at
  }, characters.length)
  return characters.slice(0, length).join('')
}

function textOf(value: unknown): string {
  return typeof value === 'object' ? (JSON.stringify(value) ?? '') : String(value)
}

function momentOf(value: unknown): number | undefined {
  if (value instanceof Date) return value.getTime()
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d(T\d\d:\d\d.*)?$/.test(value)) return undefined
  const time = Date.parse(value)
  return Number.isNaN(time) ? undefined : time
}
