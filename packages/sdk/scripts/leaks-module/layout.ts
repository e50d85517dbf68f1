import { endingBits, longestRun, longestWord } from '../../src/clone/verify/leaks/hash-numbers.ts'
import { placesIn } from '../module-places.ts'

/** Of each field behind the token: what is done with it, and by what numbers; and what was counted. */
export const field = { size: 20, kind: 0, says: 4, tells: 8, number: 12, count: 16 } as const
/** Of a row. */
const fields = 1664

export const room = {
  /** Bytes of rows that are read, of each of so many tables that are read at a time; and of a word beyond the last one. */
  rows: 128 * 1024,
  behind: 16,
  readers: 2,
  fields,
  fieldBytes: fields * field.size,
  /** Bytes of records: of values in their rows, and of runs of words. */
  pairs: 64 * 1024,
  told: 64 * 1024,
} as const

/** An original; a value that may be one; a text where originals may stand. */
export const kinds = { original: 0, masked: 1, text: 2 } as const
/** What of a value says something: letters and digits, digits alone, or more than the sign of bytes. */
export const says = { letters: 0, digits: 1, bytes: 2 } as const
/** What of an original is looked for everywhere: nothing, what is strong, what is weak as well. */
export const tells = { nothing: 0, strong: 1, weak: 2 } as const
/** How much a value says by itself. */
export const grades = { none: 0, weak: 1, strong: 2 } as const

/** Numbers of 32 bits in a record of each kind. */
export const record = { original: 2, told: 2, masked: 4, text: 3 } as const

/**
 * Where `rows` leaves off: in the rows, behind the records of both kinds, at a field, and in a text of it behind so many
 * words. How many runs of `told` are strong, and the hash of a run, how it ends.
 */
export const where = {
  at: 0,
  pairs: 4,
  told: 8,
  field: 12,
  text: 16,
  words: 20,
  high: 24,
  low: 28,
  ending: 32,
} as const
/** Why it does: nothing more is whole, or there is no room for records. */
export const reasons = { done: 0, full: 1 } as const

/** How runs end that are looked for: by the length of a word, and by some bits of it; both as RunEnds keeps them. */
export const ends = { lengths: 0, counts: longestWord + 1, size: longestWord + 1 + 2 ** endingBits } as const
/** Words of 32 bits of a sieve. */
export const sieve = { pairs: 2 ** 20, runs: 2 ** 19 } as const

/** Of a spill: how many parts there are, and words of 32 bits of what is written of each at a time. */
export const block = { parts: 256, words: 1024 } as const

/** Words of which it is known where they begin. */
export const ring = 8
/** Of one word that ends as many runs as can be. */
export const mostTold = 4 * record.text * longestRun

/** How many bytes each part of the memory has, in its order. */
const sizes = {
  where: 64,
  ring: 4 * ring,
  /** Of each byte what it is in a word, and what it counts as in a value; filled in by who makes the instance. */
  kinds: 256,
  signs: 256,
  /** Where each field of a row begins and ends. */
  places: 8 * room.fields,
  fields: room.readers * room.fieldBytes,
  /** With some bytes behind them that may be written over. */
  pairs: room.pairs + room.behind,
  told: room.told + room.behind,
  /** Blocks of both, and how many words are in each. */
  pairBlocks: 4 * block.parts * block.words,
  toldBlocks: 4 * block.parts * block.words,
  pairsFilled: 4 * block.parts,
  toldFilled: 4 * block.parts,
  ends: ends.size,
  sievedPairs: 4 * sieve.pairs,
  sievedRuns: 4 * sieve.runs,
  rows: room.readers * (room.rows + room.behind),
} as const

const { placeOf, pages: needed } = placesIn(sizes)

/** Where they begin. */
export const memory = {
  where: placeOf('where'),
  ring: placeOf('ring'),
  kinds: placeOf('kinds'),
  signs: placeOf('signs'),
  places: placeOf('places'),
  fields: placeOf('fields'),
  pairs: placeOf('pairs'),
  told: placeOf('told'),
  pairBlocks: placeOf('pairBlocks'),
  toldBlocks: placeOf('toldBlocks'),
  pairsFilled: placeOf('pairsFilled'),
  toldFilled: placeOf('toldFilled'),
  ends: placeOf('ends'),
  sievedPairs: placeOf('sievedPairs'),
  sievedRuns: placeOf('sievedRuns'),
  rows: placeOf('rows'),
} as const

/** Of 64 KiB each. */
export const pages = needed

/** Places of the functions in the module. */
export const functions = { telling: 0, whole: 1, scan: 2, original: 3, rows: 4 } as const
