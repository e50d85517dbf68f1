import { mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { platform } from 'node:process'
import { afterAll, expect, test } from 'vitest'
import { failure } from '../../../../test/failure.ts'
import { Spill } from './spill.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy-spill-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const records = Array.from({ length: 60_000 }, (_, n) => [Math.imul(n, 0x9e3779b1) >>> 0, n, n % 7])

function readAll(spill: Spill, width: number): number[][][] {
  return Array.from({ length: spill.parts }, (_, part) => {
    const own: number[][] = []
    for (const block of spill.read(part))
      for (let at = 0; at < block.length; at += width) own.push([...block.subarray(at, at + width)])
    return own
  })
}

test('every record is read once, in the part that its first number decides of, in the order that it came', () => {
  const spill = new Spill(folder, 5, 3)
  for (const record of records) spill.add(record)
  const parts = readAll(spill, 3)
  expect(parts.map((part) => part.length)).toEqual(parts.map((_, part) => spill.records(part)))
  expect(parts.flat().toSorted((a, b) => (a[1] ?? 0) - (b[1] ?? 0))).toEqual(records)
  for (const part of parts)
    expect(part.map(([, n]) => n)).toEqual(part.map(([, n]) => n).toSorted((a, b) => (a ?? 0) - (b ?? 0)))
  expect(Math.min(...parts.map((part) => part.length))).toBeGreaterThan(10_000)
  spill.close()
})

test('what is alike goes to one part', () => {
  const spill = new Spill(folder, 7, 3)
  for (const [first = 0] of records.slice(0, 500)) {
    spill.add([first, 1, 1])
    spill.add([first, 2, 2])
  }
  for (const part of readAll(spill, 3)) {
    const [ones, twos] = [1, 2].map((n) => part.filter(([, second]) => second === n).map(([first]) => first))
    expect(ones).toEqual(twos)
  }
  spill.close()
})

test('its file has no name while it is open, and holds nothing that can be read', async () => {
  const spill = new Spill(folder, 1, 2)
  for (let n = 0; n < 4096; n++) spill.add([0x41424344, 0x45464748])
  expect(await readdir(folder)).toEqual([])
  for (const path of await openOnes()) {
    const contents = await readFile(path, 'latin1')
    expect(contents.length).toBeGreaterThan(16_000)
    expect(contents).not.toContain('DCBAHGFE')
  }
  expect(readAll(spill, 2)[0]?.every(([a, b]) => a === 0x41424344 && b === 0x45464748)).toBe(true)
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
  const spill = new Spill(join(folder, 'gone'), 1, 2)
  const write = async () => {
    for (let n = 0; n < 4096; n++) spill.add([1, 2])
  }
  expect(await failure(write())).toMatchObject({ code: 'CLONE_FAILED', hint: expect.stringContaining('Make room') })
})
