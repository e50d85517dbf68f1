export const room = {
  /** Bytes of a block, with some behind it that may be read and mean nothing. */
  block: 2 ** 20 + 2 ** 18,
  behind: 32,
  /** Cells of a batch. */
  cells: 2 ** 18,
  columns: 4096,
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
  block: room.block + room.behind,
} as const

const placeOf = (part: keyof typeof sizes): number => {
  let place = 0
  for (const [name, size] of Object.entries(sizes)) {
    if (name === part) break
    place += size
  }
  return place
}

/** Where they begin. */
export const memory = {
  where: placeOf('where'),
  nullable: placeOf('nullable'),
  starts: placeOf('starts'),
  ends: placeOf('ends'),
  block: placeOf('block'),
} as const

/** Of 64 KiB each. */
export const pages = Math.ceil(Object.values(sizes).reduce((sum, size) => sum + size, 0) / 65_536)
