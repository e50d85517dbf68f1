import type { Vector } from '../model/batch.ts'

/** A value, or null where it is absent. */
export type Cell<T> = T | null

/** 1 where a cell is absent; none where all are present, so that nothing checks for nulls without need. */
function nullsOf(cells: readonly Cell<unknown>[]): { nulls?: Uint8Array } {
  if (!cells.includes(null)) return {}
  return { nulls: Uint8Array.from(cells, (cell) => (cell === null ? 1 : 0)) }
}

const present = <T>(cells: readonly Cell<T>[], absent: T): T[] => cells.map((cell) => cell ?? absent)

/** Makes the vector of one column out of its cells. Dates are day numbers, times and timestamps microseconds. */
export const collect = {
  int: (cells: readonly Cell<number>[]): Vector => ({
    type: 'int',
    length: cells.length,
    values: Float64Array.from(present(cells, 0)),
    ...nullsOf(cells),
  }),
  bigint: (cells: readonly Cell<bigint>[]): Vector => ({
    type: 'bigint',
    length: cells.length,
    values: BigInt64Array.from(present(cells, 0n)),
    ...nullsOf(cells),
  }),
  float: (cells: readonly Cell<number>[]): Vector => ({
    type: 'float',
    length: cells.length,
    values: Float64Array.from(present(cells, 0)),
    ...nullsOf(cells),
  }),
  /** Decimal digits as text: a decimal vector where each fits 2^53 at the widest scale, text otherwise. */
  decimal: (cells: readonly Cell<string>[]): Vector => decimalOf(cells) ?? collect.text(cells),
  bool: (cells: readonly Cell<boolean>[]): Vector => ({
    type: 'bool',
    length: cells.length,
    values: Uint8Array.from(cells, (cell) => (cell === true ? 1 : 0)),
    ...nullsOf(cells),
  }),
  date: (cells: readonly Cell<number>[]): Vector => ({
    type: 'date',
    length: cells.length,
    days: Int32Array.from(present(cells, 0)),
    ...nullsOf(cells),
  }),
  time: (cells: readonly Cell<number>[]): Vector => ({
    type: 'time',
    length: cells.length,
    micros: Float64Array.from(present(cells, 0)),
    ...nullsOf(cells),
  }),
  timestamp:
    (zoned: boolean) =>
    (cells: readonly Cell<number>[]): Vector => ({
      type: 'timestamp',
      length: cells.length,
      micros: Float64Array.from(present(cells, 0)),
      zoned,
      ...nullsOf(cells),
    }),
  /** Each uuid as its four words. */
  uuid: (cells: readonly Cell<readonly number[]>[]): Vector => ({
    type: 'uuid',
    length: cells.length,
    words: Uint32Array.from(present<readonly number[]>(cells, [0, 0, 0, 0]).flat()),
    ...nullsOf(cells),
  }),
  text: (cells: readonly Cell<string>[]): Vector => ({
    type: 'text',
    length: cells.length,
    values: present(cells, ''),
    ...nullsOf(cells),
  }),
  bytes: (cells: readonly Cell<Uint8Array>[]): Vector => ({
    type: 'bytes',
    length: cells.length,
    values: present(cells, new Uint8Array(0)),
    ...nullsOf(cells),
  }),
  /** A cell holds the JSON value in a box, so that JSON's own null is not an absent value. */
  json: (cells: readonly Cell<{ readonly value: unknown }>[]): Vector => ({
    type: 'json',
    length: cells.length,
    values: cells.map((cell) => cell?.value ?? null),
    ...nullsOf(cells),
  }),
  list: (cells: readonly Cell<Vector>[]): Vector => ({
    type: 'list',
    length: cells.length,
    values: present<Vector>(cells, { type: 'text', length: 0, values: [] }),
    ...nullsOf(cells),
  }),
}

function decimalOf(cells: readonly Cell<string>[]): Vector | undefined {
  const parts = cells.map((cell) => (cell === null ? null : /^(-?)(\d+)(?:\.(\d*))?$/.exec(cell)))
  let scale = 0
  for (const [i, part] of parts.entries()) {
    if (part === null && cells[i] !== null) return undefined
    scale = Math.max(scale, part?.[3]?.length ?? 0)
  }
  const unscaled = new Float64Array(cells.length)
  for (const [i, part] of parts.entries()) {
    if (part === null) continue
    const [, sign, whole = '', fraction = ''] = part
    const magnitude = Number(whole + fraction.padEnd(scale, '0'))
    if (!Number.isSafeInteger(magnitude)) return undefined
    unscaled[i] = sign === '-' ? -magnitude : magnitude
  }
  return { type: 'decimal', length: cells.length, unscaled, scale, ...nullsOf(cells) }
}
