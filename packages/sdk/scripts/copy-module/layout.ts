/** Four lanes of the hash; and as many bytes may be kept, before those that are given. */
const stripe = 32
/** Sixteen bytes that may be read, or written over. */
const behind = 16
const given = 64 * 1024

/** Bytes that are given at a time; rooms for as many, from the beginning of one to that of the next, and how many there are. */
export const room = { given, size: stripe + given + 2 * behind, rooms: 48 } as const

/** Where `unframe` leaves off: behind the bytes that it wrote, and how many of a message are still to come. */
export const where = { out: 0, rest: 4 } as const

const lanes = 16
const pieces = lanes + 2 * stripe
const out = pieces + given + behind
const rooms = out + given + behind + stripe

/** Where they begin. */
export const memory = { where: 0, lanes, given: pieces, out, rooms } as const

/** Of 64 KiB each. */
export const pages = Math.ceil((rooms + room.rooms * room.size) / 65_536)
