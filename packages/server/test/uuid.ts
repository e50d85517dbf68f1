import { randomUUID } from 'node:crypto'

/** Version 7: they sort by when they were made. */
let count = 0
export function newUuid(ms: number): string {
  const time = ms.toString(16).padStart(12, '0')
  const order = (count++ % 0x1000).toString(16).padStart(3, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${order}-${randomUUID().slice(19)}`
}
