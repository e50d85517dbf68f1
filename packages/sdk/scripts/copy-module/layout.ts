/** Bytes that are given at a time. */
export const room = { given: 64 * 1024 } as const

/** Where `unframe` leaves off: behind the bytes that it wrote, and how many of a message are still to come. */
export const where = { out: 0, rest: 4 } as const

/** Four lanes of the hash; and as many bytes may be kept, before those that are given. */
const stripe = 32
/** Sixteen bytes that may be read, or written over. */
const behind = 16
const lanes = 16
const given = lanes + 2 * stripe
const out = given + room.given + behind

/** Where they begin. */
export const memory = { where: 0, lanes, given, out } as const

/** Of 64 KiB each. */
export const pages = Math.ceil((out + room.given + behind) / 65_536)
