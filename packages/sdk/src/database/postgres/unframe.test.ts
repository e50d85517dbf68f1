import { expect, test, vi } from 'vitest'

const messages = (bodies: readonly Buffer[]): Buffer =>
  Buffer.concat(
    bodies.flatMap((body) => {
      const header = Buffer.from('d....')
      header.writeInt32BE(4 + body.length, 1)
      return [header, body]
    }),
  )
const bodies = [0, 1, 180, 15, 16, 17, 70_000, 0, 3].map((length, i) => Buffer.alloc(length, 97 + i))
/** How many of the first so many bytes are of bodies. */
const bytesOfBodies = (bytes: number): number => {
  let [rest, sum] = [bytes, 0]
  for (const { length } of bodies) {
    if (rest < 5) break
    sum += Math.min(length, rest - 5)
    rest -= 5 + length
  }
  return sum
}
const end = Buffer.from('c\0\0\0\x04')

test.each([
  ['is not there', false, false],
  ['with bytes of elsewhere', true, false],
  ['with bytes in rooms of its memory', true, true],
])('bodies stand one behind the other, up to another message (WebAssembly %s)', async (_, there, inRooms) => {
  vi.resetModules()
  if (!there) vi.stubGlobal('WebAssembly', undefined)
  try {
    const { unframe } = await import('./unframe.ts')
    const { takeRoom, isRoom, chunkBytes } = await import('./chunk-pool.ts')
    const [from, into] = inRooms ? [takeRoom(), takeRoom()] : [undefined, Buffer.alloc(chunkBytes)]
    expect(isRoom(into)).toBe(inRooms)
    const bytes = Buffer.concat([messages(bodies), end])
    for (let cut = 5; cut <= bytes.length; cut += cut < 400 || cut > 70_230 ? 1 : 997) {
      const given = bytes.subarray(0, cut)
      const found: Buffer[] = []
      let [at, rest] = [0, 0]
      while (cut - at >= 5 && given[at] === 0x64) {
        expect(rest).toBe(0)
        // As a socket gives it, which has read a room full.
        const read = from ? from.subarray(0, given.copy(from, 0, at)) : given
        const before = from ? at : 0
        const frames = unframe(read, at - before, into, 0)
        found.push(Buffer.from(into.subarray(0, frames.length)))
        expect(unframe(read, at - before, undefined, 0)).toEqual(frames)
        ;[at, rest] = [before + frames.next, frames.rest]
        // What is behind the bytes that it takes at a time is told as what is to come.
        const further = given.subarray(at, at + rest)
        found.push(further)
        at += further.length
        rest -= further.length
      }
      const all = Buffer.concat(found)
      expect(all.equals(Buffer.concat(bodies).subarray(0, all.length))).toBe(true)
      expect(cut - at < 5 || given[at] === 0x63).toBe(true)
      // Of each message that was gone into, the header and what there was of its body.
      expect(bytesOfBodies(at)).toBe(all.length)
    }
  } finally {
    vi.unstubAllGlobals()
    vi.resetModules()
  }
})
