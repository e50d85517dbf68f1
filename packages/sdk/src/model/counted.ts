/** 1,234,567: as people write a count. */
export function grouped(count: number): string {
  return Math.round(count).toLocaleString('en-US')
}

/** A count with its noun: 1 row, 1,234 rows. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  return `${grouped(count)} ${Math.round(count) === 1 ? noun : plural}`
}
