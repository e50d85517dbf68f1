import { placesIn } from '../module-places.ts'

export const room = {
  /** Bytes of a block, with some behind it that may be read and mean nothing. */
  block: 2 ** 20 + 2 ** 18,
  behind: 32,
  /** Cells of a batch. */
  cells: 2 ** 18,
  columns: 4096,
  /** States of a pattern's machine, and one more row of its table for what is read and not used. */
  states: 2048,
} as const

/** What `scan` says besides where it has come to: how many cells are in whole records, and how many lines those take. */
export const where = { cells: 0, lines: 4 } as const

/** How many bytes each part of the memory has, in its order. */
const sizes = {
  where: 16,
  /** Of each column 1 where a cell was a null. */
  nullable: room.columns,
  starts: 4 * room.cells,
  ends: 4 * room.cells,
  /** A byte of each row: of `match` its verdict, of `decimal` its places behind the point. */
  marks: room.cells,
  /** What is read of each row: a double, or two lists of 32 bits. */
  doubles: 8 * room.cells,
  /** Of each state 256 places of others, times 256; and the verdict of a text that ends there. */
  table: 1024 * (room.states + 1),
  verdicts: room.states,
  block: room.block + room.behind,
} as const

const { placeOf, pages: needed } = placesIn(sizes)

/** Where they begin. */
export const memory = {
  where: placeOf('where'),
  nullable: placeOf('nullable'),
  starts: placeOf('starts'),
  ends: placeOf('ends'),
  marks: placeOf('marks'),
  doubles: placeOf('doubles'),
  low: placeOf('doubles'),
  high: placeOf('doubles') + 4 * room.cells,
  table: placeOf('table'),
  verdicts: placeOf('verdicts'),
  block: placeOf('block'),
} as const

/** Of 64 KiB each. */
export const pages = needed

/** What `match` says of a row besides the verdicts that it is given: the cell is null; it is for JavaScript to say. */
export const marks = { null: 2, unknown: 255 } as const

/** Places of the functions in the module that others call. */
export const functions = { scan: 0, matchRows: 1 } as const
