/** What values and runs of words are hashed with, here and in WebAssembly: 32 bits each. */
export const HIGH_START = 0x811c9dc5 | 0
export const LOW_START = 0x9e3779b9 | 0

/** Of the bytes of a value, four at a time; of a hash and one more number. */
export const HIGH = 0x9e3779b1 | 0
export const LOW = 0x85ebca6b | 0
export const WITH_HIGH = 0x2c1b3c6d
export const WITH_LOW = 0x297a2d39
export const MIX = [0x7feb352d, 0x846ca68b | 0] as const

/** Of the letters of words. */
export const WORD = 0x01000193
export const SPREAD = [0x21f0aaad, 0x735a2d97] as const
/** By this a hash of what is weak differs: in bits by which a sieve does not go. */
export const WEAK = 0x2db8

/** Values of more words are known by their first ones. */
export const longestRun = 6
/** Longer words are counted as so long. */
export const longestWord = 63
/** Bits of a word by which an ending is known. */
export const endingBits = 20

/** Words of 32 bits in a line of the processor's cache, in which both bits of a hash in a sieve stand. */
export const lineWords = 16
