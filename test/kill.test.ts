import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { KillSite } from './kill/kill-site.ts'
import type { RunningProgram } from './kill/running-program.ts'

/** `npm run test:full contexts` kills a hundred. */
const kills = Number(process.env.UNDERSTUDY_KILLS ?? 3)
const seed = Number(process.env.UNDERSTUDY_KILL_SEED ?? 1)

const site = await KillSite.open()
const before = await site.standing()
const live = site.start('live', seed)
afterAll(async () => {
  await live.stop()
  await site[Symbol.asyncDispose]()
})
const swept: string[] = []

test('before anything is made, nothing is there that counts as made', () => {
  expect(before.made).toEqual([])
})

test.for(Array.from({ length: kills }, (_, at) => at))(
  'killed at point %i: one sweep leaves nothing of it, and touches nothing else',
  { timeout: 120_000 },
  async (at) => {
    await live.until(2)
    const program = site.start(`dead ${at}`, seed * 1000 + at)
    const { lines, delay } = pointOf(seed * 1000 + at)
    await program.until(lines)
    // A run that does not even breathe is alive, and what it has is its own.
    await stopBetweenTransactions(live)
    try {
      const had = await own()
      await sleep(delay)
      await program.kill()
      // Nor does it matter when sweeps are killed themselves.
      if (at % 3 === 2) await site.killedSweep(delay)
      const report = await site.sweep()
      const after = await site.standing()
      const intended = await site.intended(live.pid)
      const where = `${program.said.at(-1)}; ${JSON.stringify(report)}`
      expect(
        after.made.filter((name) => !intended.has(name)),
        where,
      ).toEqual([])
      expect(after.foreign, where).toBe(before.foreign)
      expect(
        had.filter((name) => !after.made.includes(name)),
        where,
      ).toEqual([])
      expect(report, where).toMatchObject({ complete: true, left: 0, unreadable: [] })
      expect(
        report.runs.map(({ pid }) => pid).every((pid) => pid === program.pid),
        where,
      ).toBe(true)
      swept.push(...report.runs.flatMap(({ resources }) => resources.map(({ resource }) => resource.kind)))
    } finally {
      live.signal('SIGCONT')
    }
    await goesOn(live)
  },
)

test('the run beside them was never disturbed, and leaves nothing', { timeout: 60_000 }, async () => {
  await live.finish('end')
  expect(await site.standing()).toEqual(before)
  expect(await site.sweep()).toMatchObject({ complete: true, removed: 0, left: 0 })
  expect(swept.length).toBeGreaterThan(0)
  console.info(
    `${kills} kills; swept: ${JSON.stringify(countsOf(swept))}; the run beside them made ${live.said.filter((line) => line === 'is cleaned up').length} contexts`,
  )
})

/** In the middle of a transaction it would hold what that has locked for as long as it is stopped, and no sweep waits so long. */
async function stopBetweenTransactions(program: RunningProgram): Promise<void> {
  program.signal('SIGSTOP')
  for (;;) {
    const busy = await site.isAt(program)
    if (busy === 'nothing') return
    if (busy === 'a transaction') program.signal('SIGCONT')
    await sleep(5)
    program.signal('SIGSTOP')
  }
}

/** What of the live run stands, now that it does not move. A template that it waits for is nobody's for a moment. */
async function own(): Promise<readonly string[]> {
  let last: readonly string[] | undefined
  for (;;) {
    const intended = await site.intended(live.pid)
    const { made } = await site.standing()
    const mine = made.filter((name) => intended.has(name) && !name.includes('understudy_template_'))
    // What it had asked for when it was stopped, servers go on with.
    if (last?.join() === mine.join()) return mine
    last = mine
    await sleep(50)
  }
}

async function goesOn(program: RunningProgram): Promise<void> {
  await program.until(program.said.length + 5)
}

/** At any step of the first four contexts, and anywhere between two steps; the same for the same seed. */
function pointOf(number: number): { lines: number; delay: number } {
  const random = Math.imul(number ^ (number >>> 7), 0x9e3779b1) >>> 8
  return { lines: 1 + (random % 20), delay: (random >>> 5) % 60 }
}

function countsOf(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1
  return counts
}
