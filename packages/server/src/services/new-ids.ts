import { randomBytes } from 'node:crypto'

const mostInOneMs = 0xfff

/** UUIDs of version 7 that sort by when they were made, those of this process to the last one. */
export function newIds(now: () => Date): () => string {
  let [ms, count] = [0, 0]
  return () => {
    const at = now().getTime()
    if (at > ms) [ms, count] = [at, 0]
    else if (count < mostInOneMs) count += 1
    else [ms, count] = [ms + 1, 0]
    const time = ms.toString(16).padStart(12, '0')
    const random = randomBytes(8)
    random[0] = (random[0]! & 0x3f) | 0x80
    const rest = random.toString('hex')
    return `${time.slice(0, 8)}-${time.slice(8)}-7${count.toString(16).padStart(3, '0')}-${rest.slice(0, 4)}-${rest.slice(4)}`
  }
}
