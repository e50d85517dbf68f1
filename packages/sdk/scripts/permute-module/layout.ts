/** Most limbs of both halves, bytes of a text and symbols of a value. */
export const room = { limbs: 256, text: 512, symbols: 128 } as const

/** Where things stand in the module's memory. */
export const memory = {
  /** The state of the hash, four words of 64 bits: what is hashed in already. */
  state: 0,
  /** The limbs: those of the right half behind those of the left one. */
  values: 64,
  radices: 64 + 4 * room.limbs,
  /** How many symbols are in each limb. */
  widths: 64 + 8 * room.limbs,
  symbols: 64 + 12 * room.limbs,
  symbolRadices: 64 + 12 * room.limbs + 4 * room.symbols,
  text: 64 + 12 * room.limbs + 8 * room.symbols,
  /**
   * Of each character of ASCII 64 bits, filled in by who makes the instance: the sign that stands for it in a format, its
   * place in its alphabet, the alphabet's size, each in a byte, a byte of 0; and 2^31 / size, rounded up.
   */
  characters: 64 + 12 * room.limbs + 8 * room.symbols + room.text,
} as const

/** Places of the functions in the module. */
export const functions = { addHash: 0, rounds: 1, step: 2, work: 3, text: 4, pack: 5, unpack: 6, symbols: 7 } as const
