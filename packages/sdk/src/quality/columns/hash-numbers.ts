/** What the hash of hash-column.ts is made with, here and in WebAssembly: 32 bits each. */
export const LOW = 0x9e3779b1 | 0
export const HIGH = 0x85ebca6b | 0
export const LOW_START = 0x2545f491
export const HIGH_START = 0x6c078965
export const LAST_LOW = 0x7feb352d
export const LAST_HIGH = 0x846ca68b | 0
/** Of a whole number that is its own key. */
export const MOST_DIGITS = 15
