import { mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { platform } from 'node:process'
import { afterAll, expect, test } from 'vitest'
import { failure } from '../../../../test/failure.ts'
import { newBlocks } from './dealt-blocks.ts'
import { parts, Spill } from './spill.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy-spill-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Twice as many as stand in memory. */
const records = Array.from({ length: 300_000 }, (_, n) => [Math.imul(n, 0x9e3779b1) >>> 0, n, n % 7] as const)

test('every record is read once, in the part that its first number decides of, in the order that it came', () => {
  const spill = new Spill(folder, 3)
  for (const [first, second, third] of records) spill.add(first, second, third)
  const seen = new Uint8Array(records.length)
  const [partOf, wrong] = [new Map<number, number>(), { order: 0, numbers: 0, parts: 0 }]
  for (let part = 0; part < parts; part++) {
    let [last, count] = [-1, 0]
    for (const block of spill.read(part))
      for (let at = 0; at < block.length; at += 3) {
        const n = block[at + 1] ?? 0
        const [first, , third] = records[n] ?? []
        seen[n]!++
        count++
        if (n <= last) wrong.order++
        if (block[at] !== first || block[at + 2] !== third) wrong.numbers++
        if ((partOf.get(first ?? 0) ?? part) !== part) wrong.parts++
        partOf.set(first ?? 0, part)
        last = n
      }
    expect(count).toBe(spill.records(part))
    expect(count).toBeGreaterThan(500)
  }
  expect(wrong).toEqual({ order: 0, numbers: 0, parts: 0 })
  expect(seen.every((times) => times === 1)).toBe(true)
  spill.close()
})

test.each([10, 150_000])(
  'of %i records that are settled all are read, and their blocks are free for others',
  (count) => {
    const blocks = newBlocks()
    const spill = new Spill(folder, 3, blocks)
    for (const [first, second, third] of records.slice(0, count)) spill.add(first, second, third)
    spill.settle()
    const next = new Spill(folder, 2, blocks)
    for (const [first] of records.slice(0, 1000)) next.add(first, 1)
    const seen = new Uint8Array(count)
    let [all, others, wrong] = [0, 0, 0]
    for (let part = 0; part < parts; part++) {
      let read = 0
      for (const block of spill.read(part))
        for (let at = 0; at < block.length; at += 3, read++) {
          const n = block[at + 1] ?? 0
          if (block[at] !== records[n]?.[0] || block[at + 2] !== records[n]?.[2]) wrong++
          seen[n] = 1
        }
      expect(spill.records(part)).toBe(read)
      all += read
      others += next.records(part)
    }
    expect([all, others, wrong, seen.every((one) => one === 1)]).toEqual([count, 1000, 0, true])
    expect(() => spill.add(1, 2)).toThrow('settled')
    spill.close()
    next.close()
  },
)

test.each([2, 4] as const)('records of %i numbers', (width) => {
  const spill = new Spill(folder, width)
  for (let n = 0; n < 5000; n++) spill.add(7, n, n + 1, n + 2)
  const read: number[] = []
  for (let part = 0; part < parts; part++) for (const block of spill.read(part)) read.push(...block)
  expect(read).toEqual(Array.from({ length: 5000 }, (_, n) => [7, n, n + 1, n + 2].slice(0, width)).flat())
  spill.close()
})

test('its file has no name while it is open, and holds nothing that can be read', async () => {
  const spill = new Spill(folder, 2)
  for (let n = 0; n < 4096; n++) spill.add(0x41424344, 0x45464748)
  expect(await readdir(folder)).toEqual([])
  for (const path of await openOnes()) {
    const contents = await readFile(path, 'latin1')
    expect(contents.length).toBeGreaterThan(16_000)
    expect(contents).not.toContain('DCBAHGFE')
    // Two blocks of the same are not the same there.
    expect(contents.slice(0, 8192)).not.toBe(contents.slice(8192, 16_384))
  }
  spill.close()
})

/** Where the system shows what a process has open: files of ours without a name. */
async function openOnes(): Promise<string[]> {
  if (platform !== 'linux') return []
  const all = (await readdir('/proc/self/fd')).map((fd) => `/proc/self/fd/${fd}`)
  const names = await Promise.all(all.map((path) => readlink(path).catch(() => '')))
  const found = all.filter((_, at) => names[at]?.startsWith(join(folder, 'originals-')))
  expect(found).toHaveLength(1)
  return found
}

test('a folder that cannot be written is named, with what is needed there', async () => {
  const spill = new Spill(join(folder, 'gone'), 2)
  const write = async () => {
    for (let n = 0; n < 4096; n++) spill.add(1, 2)
  }
  expect(await failure(write())).toMatchObject({ code: 'CLONE_FAILED', hint: expect.stringContaining('Make room') })
})
