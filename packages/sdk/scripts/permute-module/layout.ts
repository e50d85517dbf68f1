/** Most limbs of both halves, bytes of a text and symbols of a value. */
export const room = { limbs: 256, text: 512, symbols: 128 } as const

/** How many bytes each part of the memory has, in its order. */
const sizes = {
  /** The state of the hash, four words of 64 bits: what is hashed in already. */
  state: 32,
  /** The limbs: those of the right half behind those of the left one. */
  values: 4 * room.limbs,
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
   * place in its alphabet, the alphabet's size, and 1 where it takes a turn, each in a byte; 2^31 / size, rounded up.
   */
  characters: 8 * 128,
} as const

const placeOf = (part: keyof typeof sizes): number => {
  let place = 0
  for (const [name, size] of Object.entries(sizes)) {
    if (name === part) break
    place += size
  }
  return place
}

/** Where they begin: each at a multiple of eight. */
export const memory = {
  state: placeOf('state'),
  values: placeOf('values'),
  radices: placeOf('radices'),
  widths: placeOf('widths'),
  symbols: placeOf('symbols'),
  symbolRadices: placeOf('symbolRadices'),
  text: placeOf('text'),
  signs: placeOf('signs'),
  turns: placeOf('turns'),
  characters: placeOf('characters'),
} as const

/** Places of the functions in the module. */
export const functions = { addHash: 0, rounds: 1, step: 2, work: 3, text: 4, pack: 5, unpack: 6, symbols: 7 } as const
