import { placesIn } from '../module-places.ts'

export const room = {
  /** Of both halves. */
  limbs: 256,
  /** Bytes of a text. */
  text: 512,
  /** Of a value. */
  symbols: 128,
  /** Bytes of rows that are read, and of those that are written. */
  rows: 160 * 1024,
  masked: 320 * 1024,
  /** Of a table, and of those how many are masked. */
  fields: 1664,
  columns: 64,
  /** Streets of one list and their bytes, the longest of them; a value that one is drawn for. */
  streets: 1024,
  streetBytes: 24 * 1024,
  street: 64,
  line: 128,
  /** House numbers of one digit to four. */
  houseNumbers: 11_110,
  /** Of sixteen bytes each. */
  constants: 64,
} as const

/**
 * A masked column: the state of its key, four times its place in the row, how it is masked, how many values there were, and
 * from how many streets one is drawn.
 */
export const column = { size: 64, field: 32, kind: 36, owner: 40, most: 44, count: 48, streets: 52 } as const
/** How the module masks a column. */
export const kinds = { elsewhere: 0, recent: 1, email: 2, phone: 3, street: 4 } as const
/** So many bytes more than the value has may be written of a masked one. */
export const SPARE = 80

/**
 * A value that is permuted, maybe with others: the state of its format; its limbs, those of the left half first, and their
 * radices; where its result is to stand, how many bytes are permuted of it, how it gets there, and what that needs besides.
 */
export const task = {
  ...{ size: 192, state: 0, values: 32, radices: 64, out: 96, length: 100, kind: 104 },
  /** Of a text: which of sixteen characters take turns, and of the next ones; sixteen bytes each of divisors. */
  ...{ bits: 108, one: 128, two: 144, upperOne: 160, upperTwo: 176 },
  /** Of a telephone number: where its digits are, how many are kept, how many of the others are in the left half; and more. */
  ...{ kept: 112, middle: 116, count: 120, least: 124 },
} as const
export const taskKinds = { text: 0, phone: 1 } as const

/** Values that wait for others: how many of each kind are permuted at a time. */
export const waiting = { longs: 3, shorts: 4, bothWays: 4 } as const
const mostWaiting = waiting.longs + waiting.shorts + waiting.bothWays

/** Where `rows` and `lines` leave off: in the row, the output, the masked columns, a value and its row's end; and counts. */
export const where = { at: 0, out: 4, column: 8, start: 12, end: 16, next: 20, rows: 24, rowsMasked: 28 } as const
/** Why they do: nothing more is whole, the output is full, a value is to be masked elsewhere. */
export const reasons = { done: 0, full: 1, value: 2 } as const

/** What is remembered between values, of all masks in one table each: a slot says whose it is. Slots are powers of two. */
export const tables = {
  /** The state behind a domain, three numbers, the domain, and what is written behind; and how long both may be. */
  domains: {
    slots: 2048,
    slot: 160,
    length: 32,
    behindLength: 36,
    owner: 40,
    domain: 44,
    mostLength: 52,
    behind: 96,
    mostBehind: 64,
  },
  /** The state behind the beginning of a number; its digits, a byte each, and what else is hashed with them. */
  beginnings: { slots: 1024, slot: 48, key: 32, high: 40, owner: 44 },
  /**
   * Whose; the lengths of value and result, a byte each; both, for which there is so much room. A value is in one of so
   * many slots that are tried.
   */
  recent: { slots: 8192, slot: 64, tries: 16, length: 4, resultLength: 5, value: 6, room: 58 },
} as const

/** How many bytes each part of the memory has, in its order. */
const sizes = {
  /**
   * The state of the hash, four words of 64 bits: what is hashed in already. Behind it, as of a task, the limbs: those of the
   * right half behind those of the left one.
   */
  state: task.values + 4 * room.limbs,
  radices: 4 * room.limbs,
  /** How many symbols are in each limb. */
  widths: 4 * room.limbs,
  symbols: 4 * room.symbols,
  symbolRadices: 4 * room.symbols,
  text: room.text,
  /** What stands for a text in the hash: four bytes, a sign for each character, and zeros to the end of the word. */
  signs: room.text + 16,
  /** What `characters` says of those that take turns, and of eight that are none of them behind. */
  turns: 8 * (room.text + 8),
  /**
   * Of each character of ASCII 64 bits, filled in by who makes the instance: the sign that stands for it in a format, its
   * place in its alphabet, the alphabet's size, and 1 where it takes a turn, each in a byte; 2^31 / size, rounded up. Of
   * bytes that are no ASCII nothing.
   */
  characters: 8 * 256,
  /**
   * Of each set of eight bits: which of them are set, one after the other, and zeros behind; and of each of the eight how
   * many below it are, and 128 where it is not. Filled in as the above.
   */
  takers: 8 * 256,
  ranks: 8 * 256,
  /** Of each byte 1 where it separates the digits of a telephone number; filled in as the above. */
  separators: 256,
  /** By its first two digits, how many a country's calling code has; filled in likewise. */
  callingCodes: 104,
  /** Powers of ten, up to a million; filled in likewise. */
  powers: 32,
  /** Of a telephone number: its digits, and where each of them stands. */
  digits: 64,
  places: 64,
  constants: 16 * room.constants,
  /** Those that wait, kind by kind, and one that does not; and how many there are of each kind. */
  tasks: task.size * (mostWaiting + 1),
  waiting: 16,
  where: 32,
  columns: room.columns * column.size,
  fields: 4 * room.fields,
  domains: tables.domains.slots * tables.domains.slot,
  beginnings: tables.beginnings.slots * tables.beginnings.slot,
  recent: tables.recent.slots * tables.recent.slot,
  /** Whose list of streets it is, where each of them ends, behind a 0, and their bytes. */
  streetsOf: 8,
  streetEnds: 4 * (room.streets + 2),
  streets: room.streetBytes + 8,
  /** What each house number becomes, and 1; 0 of those that are not known yet. Numbers of fewer digits are first. */
  houseNumbers: 4 * room.houseNumbers + 8,
  /** A value without capitals, with zeros behind it to the end of the word. */
  line: room.line + 16,
  /** With room for sixteen bytes beyond the last one, as of what is written. */
  rows: room.rows + 16,
  masked: room.masked + 16,
} as const

const { placeOf, pages: needed } = placesIn(sizes)

/** Where they begin. */
export const memory = {
  state: placeOf('state'),
  values: placeOf('state') + task.values,
  radices: placeOf('radices'),
  widths: placeOf('widths'),
  symbols: placeOf('symbols'),
  symbolRadices: placeOf('symbolRadices'),
  text: placeOf('text'),
  signs: placeOf('signs'),
  turns: placeOf('turns'),
  characters: placeOf('characters'),
  takers: placeOf('takers'),
  ranks: placeOf('ranks'),
  separators: placeOf('separators'),
  callingCodes: placeOf('callingCodes'),
  powers: placeOf('powers'),
  digits: placeOf('digits'),
  places: placeOf('places'),
  constants: placeOf('constants'),
  tasks: placeOf('tasks'),
  waiting: placeOf('waiting'),
  where: placeOf('where'),
  columns: placeOf('columns'),
  fields: placeOf('fields'),
  domains: placeOf('domains'),
  beginnings: placeOf('beginnings'),
  recent: placeOf('recent'),
  streetsOf: placeOf('streetsOf'),
  streetEnds: placeOf('streetEnds'),
  streets: placeOf('streets'),
  houseNumbers: placeOf('houseNumbers'),
  line: placeOf('line'),
  rows: placeOf('rows'),
  masked: placeOf('masked'),
} as const

/** Of 64 KiB each. */
export const pages = needed

/** Places of the functions in the module. */
export const functions = {
  addHash: 0,
  rounds: 1,
  step: 2,
  work: 3,
  text: 4,
  pack: 5,
  unpack: 6,
  symbols: 7,
  move: 8,
  recent: 9,
  email: 10,
  phone: 11,
  value: 12,
  rows: 13,
  lines: 14,
  short: 15,
  street: 16,
  slot: 17,
  long: 18,
  shortText: 19,
  shorts: 20,
  longs: 21,
  finish: 22,
  settleShorts: 23,
  settleLongs: 24,
  settle: 25,
  finishPhone: 26,
  shortPhone: 27,
} as const
