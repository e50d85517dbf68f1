import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)
const MiB = 1 << 20

/**
 * A process of its own, for flags of V8 are of all of it: how large its young space is, and then after much that outlives it.
 * A collection on several threads may leave pages beyond what the space has, which the next one gives back: what most
 * looks see counts.
 */
async function youngBytes(before: string): Promise<[atFirst: number, afterMuch: number]> {
  const script = `
    import { getHeapSpaceStatistics } from 'node:v8'
    const { boundYoungSpace } = await import(${JSON.stringify(new URL('./young-space.ts', import.meta.url).href)})
    const young = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size
    ${before}
    const atFirst = young()
    let alive = []
    const looks = []
    for (let i = 0; i < 3_000_000; i++) {
      if (i % 200_000 === 0) alive = []
      alive.push({ i, of: [i] })
      if (i >= 2_000_000 && i % 10_000 === 0) looks.push(young())
    }
    looks.sort((a, b) => a - b)
    console.log(JSON.stringify([atFirst, looks[looks.length / 2]]))`
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script])
  return JSON.parse(stdout)
}

test('what is young is as large at once as a server needs, and grows no further', async () => {
  expect(await youngBytes('boundYoungSpace()')).toEqual([16 * MiB, 16 * MiB])
  // Without it, this very work makes it larger.
  expect((await youngBytes(''))[1]).toBeGreaterThan(16 * MiB)
})
