import { randomFillSync } from 'node:crypto'

const many = 512
const [bytesOfOne, lettersOfOne] = [16, 36]
const letters = Buffer.from('0123456789abcdef')

/** UUIDs of version 4 that are written out many at a time: one by one, each would be put together of twenty texts. */
export function randomUuids(): () => string {
  const random = new Uint8Array(many * bytesOfOne)
  const written = Buffer.alloc(many * lettersOfOne)
  let text = ''
  let next = many
  return () => {
    if (next === many) {
      text = write(randomFillSync(random), written)
      next = 0
    }
    const at = lettersOfOne * next++
    return text.slice(at, at + lettersOfOne)
  }
}

/** xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx: of the two bytes in the middle some bits say what it is. */
function write(random: Uint8Array, written: Buffer): string {
  let to = 0
  for (let i = 0; i < random.length; i++) {
    const at = i % bytesOfOne
    const byte = at === 6 ? (random[i]! & 0x0f) | 0x40 : at === 8 ? (random[i]! & 0x3f) | 0x80 : random[i]!
    if (at === 4 || at === 6 || at === 8 || at === 10) written[to++] = 45
    written[to++] = letters[byte >> 4]!
    written[to++] = letters[byte & 15]!
  }
  return written.toString('latin1')
}
