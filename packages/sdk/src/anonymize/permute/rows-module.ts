import type { MaskedBytes } from '../transform.ts'
import type { HashState } from './keyed-hash.ts'
import type { MaskInRows } from './mask-in-rows.ts'
import { newPermuteInstance, type PermuteInstance } from './permute-instance.ts'
import {
  column as columns,
  kinds,
  memoryPlaces as place,
  reasons,
  room,
  SPARE,
  tables,
  where,
} from './permute-module.ts'

/** A masked column: which field of the row it is, and how it is masked; undefined where each value is masked elsewhere. */
export interface ColumnInRows {
  readonly field: number
  readonly inRows: MaskInRows | undefined
}

const [AT, ZERO] = [64, 48]

type StreetInRows = MaskInRows & { readonly kind: 'street' }

/** What was learnt of a mask is of use to the next rows that it masks: so memories are handed on. */
const free: PermuteInstance[] = []
/** Of one mask two: what text COPY escapes is remembered as it is written. */
const owners = { rows: new WeakMap<MaskInRows, number>(), lines: new WeakMap<MaskInRows, number>() }
let lastOwner = 0

/** Of binary COPY, and of text COPY. */
type RowsFormat = keyof typeof owners

/** Undefined where it would mask nothing, there is too much for it, or there is no WebAssembly. */
export function takeRowsModule(
  format: RowsFormat,
  fields: number,
  masked: readonly ColumnInRows[],
): RowsModule | undefined {
  if (fields >= room.fields || masked.length > room.columns) return undefined
  if (masked.every(({ inRows }) => inRows === undefined)) return undefined
  const instance = free.pop() ?? newPermuteInstance()
  return instance && new RowsModule(format, instance, fields, masked)
}

/**
 * Masks rows of COPY, many of them in one call of WebAssembly: what is read, what is written and what is remembered of
 * values stand in its memory. A value that it does not know how to mask is masked by who calls, and may be known then.
 */
export class RowsModule {
  /** The whole memory. */
  readonly bytes: Buffer
  /** Where masked rows are written to. */
  readonly masked: Buffer
  /** Where the fields of the row begin. */
  readonly fields: Int32Array
  readonly #format: RowsFormat
  readonly #instance: PermuteInstance
  readonly #where: Int32Array
  readonly #view: DataView
  readonly #count: number
  readonly #masks: readonly (MaskInRows | undefined)[]
  readonly #owners: ReadonlySet<number>
  #kept = 0
  /** How many values were forgotten for others. */
  #replaced = 0

  constructor(format: RowsFormat, instance: PermuteInstance, fields: number, masked: readonly ColumnInRows[]) {
    const { memory } = instance
    this.#format = format
    this.#instance = instance
    this.bytes = Buffer.from(memory)
    this.masked = Buffer.from(memory, place.masked, room.masked)
    this.fields = new Int32Array(memory, place.fields, fields + 1)
    this.#where = new Int32Array(memory, place.where, 8)
    this.#view = new DataView(memory)
    this.#count = fields
    this.#masks = masked.map(({ inRows }) => inRows)
    this.#owners = new Set(this.#masks.flatMap((mask) => (mask ? [this.#ownerOf(mask)] : [])))
    masked.forEach(({ field, inRows }, i) => {
      const at = place.columns + i * columns.size
      if (inRows !== undefined && 'state' in inRows) this.#writeState(at, inRows.state)
      const isHere = inRows?.kind !== 'street' || this.#takeStreets(inRows, at)
      this.#write(at + columns.field, field * 4)
      this.#write(at + columns.kind, kinds[isHere ? (inRows?.kind ?? 'elsewhere') : 'elsewhere'])
      this.#write(at + columns.owner, this.#ownerOf(inRows))
      this.#write(at + columns.most, inRows !== undefined && 'most' in inRows ? Math.min(inRows.most, room.rows) : 0)
      this.#write(at + columns.count, 0)
    })
    this.#where.fill(0)
  }

  /** Where the bytes begin that `add` has added, and those that were kept before them. */
  get start(): number {
    return place.rows
  }

  /** The bytes of a row that is not whole yet. */
  get kept(): Buffer {
    return this.bytes.subarray(place.rows, place.rows + this.#kept)
  }

  /** Behind what was kept: where both end, undefined where there is no room for them. */
  add(chunk: Uint8Array): number | undefined {
    if (this.#kept + chunk.length > room.rows) return undefined
    const at = place.rows + this.#kept
    this.bytes.set(chunk, at)
    return at + chunk.length
  }

  keep(start: number, end: number): void {
    this.bytes.copyWithin(place.rows, start, end)
    this.#kept = end - start
  }

  /**
   * Masks the rows that are whole, from `at` on, and gives where the first one begins that is not, or is no row. `out` is
   * written to where its bytes are `masked`, and else behind what it has.
   * @param mask masks a value that stands in `bytes`, to `out`; gives where what it wrote for the value begins there, and -1
   * where it is not to be remembered
   */
  run(
    start: number,
    end: number,
    out: MaskedBytes,
    mask: (column: number, start: number, end: number) => number,
  ): number {
    const { masked } = this
    const run = this.#instance.functions[this.#format]
    const spare = this.#masks.length * SPARE
    const leaveMasked = (): void => out.reserve(masked.length + 1 - out.at)
    for (let [at, from, column] = [start, start, 0]; ; ) {
      const isInside = out.bytes === masked
      const to = place.masked + (isInside ? out.at : 0)
      const reason = run(at, end, to, from, column, this.#count, this.#masks.length)
      at = this.#said('at')
      const written = this.#said('out') - place.masked
      if (isInside) out.at = written
      else {
        out.reserve(written)
        out.bytes.set(masked.subarray(0, written), out.at)
        out.at += written
      }
      if (reason === reasons.done) return at
      if (reason === reasons.full) {
        if (isInside) leaveMasked()
        ;[from, column] = [at, 0]
        continue
      }
      column = this.#said('column')
      from = this.#said('end')
      const next = this.#said('next')
      const valueStart = this.#said('start')
      const valueAt = mask(column, valueStart, from)
      if (valueAt >= 0) this.#learn(column, valueStart, from, out, valueAt)
      column++
      if (out.bytes === masked && masked.length - out.at < next - from + spare) leaveMasked()
    }
  }

  /** What was counted since the last time: rows, how many of them were masked, and values, which are added to `values`. */
  count(values: number[]): { readonly rows: number; readonly rowsMasked: number } {
    for (let i = 0; i < values.length; i++) {
      const at = place.columns + i * columns.size + columns.count
      values[i]! += this.#view.getInt32(at, true)
      this.#write(at, 0)
    }
    const counted = { rows: this.#said('rows'), rowsMasked: this.#said('rowsMasked') }
    this.#where[where.rows / 4] = 0
    this.#where[where.rowsMasked / 4] = 0
    return counted
  }

  /** For the next one that takes a module; this one is of no use any more. */
  giveBack(): void {
    free.push(this.#instance)
  }

  #learn(column: number, start: number, end: number, out: MaskedBytes, valueAt: number): void {
    const mask = this.#masks[column]
    if (mask?.kind === 'recent') this.#learnValue(this.#ownerOf(mask), start, end, out, valueAt)
    if (mask?.kind === 'email') this.#learnDomain(mask, start, end)
    if (mask?.kind === 'street' && this.#holds(mask)) this.#learnNumber(mask, start, end)
  }

  #learnValue(owner: number, start: number, end: number, out: MaskedBytes, valueAt: number): void {
    const { length: lengthAt, resultLength, value, room: most } = tables.recent
    const length = end - start
    const resulting = out.at - valueAt
    if (length === 0 || length + resulting > most) return
    const slot = place.recent + this.#slotFor(this.#instance.functions.slot(start, end, owner))
    this.#write(slot, owner)
    this.bytes[slot + lengthAt] = length
    this.bytes[slot + resultLength] = resulting
    this.bytes.copyWithin(slot + value, start, end)
    this.bytes.set(out.bytes.subarray(valueAt, out.at), slot + value + length)
  }

  /** The first one that holds nothing, or what no mask of these rows has left; where none does, another one each time. */
  #slotFor(first: number): number {
    const { slots, slot: size, tries } = tables.recent
    const slotAt = (i: number): number => (first + i * size) & (slots * size - 1)
    for (let i = 0; i < tries; i++)
      if (!this.#owners.has(this.#view.getInt32(place.recent + slotAt(i), true))) return slotAt(i)
    return slotAt(this.#replaced++ % tries)
  }

  #learnDomain(mask: MaskInRows & { kind: 'email' }, start: number, end: number): void {
    const places = tables.domains
    const owner = this.#ownerOf(mask)
    let at = end - 1
    while (at >= start && this.bytes[at] !== AT) at--
    if (at < start || end - start > mask.most || end - at - 1 > places.mostLength) return
    const hash = this.#instance.functions.slot(at + 1, end, owner) / tables.recent.slot
    const found = mask.domains.of(this.bytes, at + 1, end, hash)
    if (found === undefined || found.behind.length > places.mostBehind) return
    const slot = place.domains + Math.floor(hash / (tables.recent.slots / places.slots)) * places.slot
    this.#writeState(slot, found.state)
    this.#write(slot + places.length, found.own.length)
    this.#write(slot + places.behindLength, found.behind.length)
    this.#write(slot + places.owner, owner)
    this.bytes.set(found.own, slot + places.domain)
    this.bytes.set(found.behind, slot + places.behind)
  }

  /** There is room for one list: columns of the same one share it. Answers whether it is this one. */
  #takeStreets(mask: StreetInRows, column: number): boolean {
    const { words } = mask.streets
    const bytes = words.reduce((sum, { length }) => sum + length, 0)
    const others = this.#masks.some((one) => one !== mask && one?.kind === 'street' && this.#holds(one))
    const isLong = words.length > room.streets || bytes > room.streetBytes
    if (others || isLong || words.some(({ length }) => length > room.street)) return false
    this.#write(column + columns.streets, words.length)
    if (this.#holds(mask)) return true
    this.#write(place.streetsOf, this.#ownerOf(mask))
    this.bytes.fill(0, place.houseNumbers, place.houseNumbers + 4 * room.houseNumbers)
    let end = 0
    this.#write(place.streetEnds, end)
    words.forEach((word, i) => {
      this.bytes.set(word, place.streets + end)
      end += word.length
      this.#write(place.streetEnds + 4 * (i + 1), end)
    })
    return true
  }

  #holds(mask: StreetInRows): boolean {
    return this.#view.getInt32(place.streetsOf, true) === this.#ownerOf(mask)
  }

  /** Numbers of fewer digits are first. */
  #learnNumber({ streets }: StreetInRows, start: number, end: number): void {
    let number = 0
    let first = 0
    let digits = 0
    for (; start + digits < end; digits++) {
      const digit = this.bytes[start + digits]! - ZERO
      if (digit < 0 || digit > 9) break
      if (digits > 0) first = first * 10 + 10
      number = number * 10 + digit
    }
    const slot = first + number
    if (digits === 0 || slot >= room.houseNumbers) return
    this.#write(place.houseNumbers + 4 * slot, streets.numberOf(number, digits))
  }

  /** From 1 on: 0 is whose a slot is that holds nothing yet. */
  #ownerOf(mask: MaskInRows | undefined): number {
    if (mask === undefined) return 0
    const known = owners[this.#format].get(mask) ?? ++lastOwner
    owners[this.#format].set(mask, known)
    return known
  }

  #said(name: keyof typeof where): number {
    return this.#where[where[name] / 4]!
  }

  #write(at: number, value: number): void {
    this.#view.setInt32(at, value, true)
  }

  #writeState(at: number, state: HashState): void {
    state.forEach((word, i) => {
      this.#write(at + 4 * i, word)
    })
  }
}
