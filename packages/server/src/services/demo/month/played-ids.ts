import { createHash } from 'node:crypto'

/** UUIDs of version 7 of the time that is played: the same ones whenever the same is played. Nothing secret is an id. */
export function playedIds(now: () => Date): () => string {
  let count = 0
  return () => {
    const time = now().getTime().toString(16).padStart(12, '0')
    const text = createHash('sha256').update(`month ${count++}`).digest()
    text[0] = 0x70 | (text[0]! & 0x0f)
    text[2] = 0x80 | (text[2]! & 0x3f)
    const rest = text.toString('hex')
    return `${time.slice(0, 8)}-${time.slice(8)}-${rest.slice(0, 4)}-${rest.slice(4, 8)}-${rest.slice(8, 20)}`
  }
}
