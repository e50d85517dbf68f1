import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { failure } from '../../../../test/failure.ts'
import { aboutSealed, openSealed, sealFile } from './sealed-file.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy sealed-'))
afterAll(() => rm(folder, { recursive: true, force: true }))
const key = new Uint8Array(32).fill(7)
/** What no compression makes shorter, so that it takes several frames. */
const content = Buffer.concat(
  Array.from({ length: 80_000 }, (_, at) => createHash('sha256').update(String(at)).digest()),
)

async function* pieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 77_777) yield bytes.subarray(at, at + 77_777)
}

async function opened(file: string, by = key): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of openSealed(file, by)) parts.push(part)
  return Buffer.concat(parts)
}

let files = 0
async function sealed(bytes: Buffer): Promise<string> {
  const file = join(folder, `${++files}.sealed`)
  await sealFile(file, pieces(bytes), { key, about: 'what it is' })
  return file
}

test('what was sealed comes back, whatever its length, and shows nothing of itself', async () => {
  for (const bytes of [Buffer.alloc(0), Buffer.from('a telling value'), content.subarray(0, 1024 * 1024), content]) {
    const file = await sealed(bytes)
    expect((await opened(file)).equals(bytes)).toBe(true)
    expect((await readFile(file)).includes('telling')).toBe(false)
    expect(await aboutSealed(file)).toBe('what it is')
  }
})

test('two files of the same content have nothing in common behind what they are', async () => {
  const [one, other] = [await readFile(await sealed(content)), await readFile(await sealed(content))]
  expect(one.subarray(20, 80).equals(other.subarray(20, 80))).toBe(false)
  expect(one.subarray(-200).equals(other.subarray(-200))).toBe(false)
})

test('another key is told before a byte is read, as another key', async () => {
  const file = await sealed(content)
  // Nothing but the head is left of it.
  await truncate(file, 90)
  const error = await failure(opened(file, new Uint8Array(32)))
  expect([error.code, error.message]).toEqual(['BACKUP_UNKNOWN', expect.stringContaining('the key is another one')])
  expect((await failure(opened(file))).message).toContain('it is cut')
})

test('every byte is vouched for, and so is the end', async () => {
  const file = await sealed(content)
  const bytes = await readFile(file)
  const frames = framesOf(bytes)
  expect(frames.length).toBeGreaterThan(2)
  const places = [0, 19, 25, 60, 69, 75, frames[0]!.at, frames[0]!.at + 3, frames[1]!.at + 9, bytes.length - 1]
  for (const at of places) {
    const changed = Buffer.from(bytes)
    changed[at] = (changed[at] ?? 0) ^ 1
    await writeFile(file, changed)
    expect([at, (await failure(opened(file))).code]).toEqual([at, 'BACKUP_UNKNOWN'])
  }
  const part = (from: number, to: number) => bytes.subarray(frames[from]!.at, frames[to]?.at)
  const head = bytes.subarray(0, frames[0]!.at)
  const last = frames.length - 1
  const cuts: [string, Buffer][] = [
    ['cut in its head', bytes.subarray(0, 40)],
    ['cut inside of a frame', bytes.subarray(0, bytes.length - 5)],
    ['cut between frames', bytes.subarray(0, frames[last]!.at)],
    ['without its first frame', Buffer.concat([head, part(1, frames.length)])],
    ['with frames in another order', Buffer.concat([head, part(1, 2), part(0, 1), part(2, frames.length)])],
    ['with something behind it', Buffer.concat([bytes, Buffer.from('x')])],
    ['with a frame twice', Buffer.concat([head, part(0, 1), part(0, frames.length)])],
  ]
  for (const [how, changed] of cuts) {
    await writeFile(file, changed)
    expect([how, (await failure(opened(file))).code]).toEqual([how, 'BACKUP_UNKNOWN'])
  }
  // The last frame but one said to be the last one.
  const cut = Buffer.from(bytes.subarray(0, frames[last]!.at))
  cut.writeUInt32BE((cut.readUInt32BE(frames[last - 1]!.at) | 0x80000000) >>> 0, frames[last - 1]!.at)
  await writeFile(file, cut)
  expect((await failure(opened(file))).message).toContain('it was changed')
  await writeFile(file, bytes)
  expect((await opened(file)).equals(content)).toBe(true)
})

test('a failure of what is sealed comes out as it is, and a reader may stop early', async () => {
  const broken = (async function* () {
    yield content
    throw new Error('no more')
  })()
  await expect(sealFile(join(folder, 'broken'), broken, { key })).rejects.toThrow('no more')
  const file = await sealed(content)
  for await (const part of openSealed(file, key)) {
    expect(part.length).toBeGreaterThan(0)
    break
  }
  const aborted = AbortSignal.abort()
  await expect(sealFile(join(folder, 'aborted'), pieces(content), { key, signal: aborted })).rejects.toThrow()
})

function framesOf(bytes: Buffer): { at: number }[] {
  const frames: { at: number }[] = []
  for (let at = 72 + bytes.readUInt32BE(68); at < bytes.length; ) {
    frames.push({ at })
    at += 4 + ((bytes.readUInt32BE(at) & 0x7fffffff) >>> 0) + 16
  }
  return frames
}
