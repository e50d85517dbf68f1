import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { firstOf } from '../../../../../test/full.ts'
import { smallClone } from '../../../test/small-clone.ts'
import { connect } from '../../database/connect.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy-killed-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const program = fileURLToPath(new URL('../../../test/small-clone-process.ts', import.meta.url))

/** Kills a clone so many chunks and milliseconds after it began; false where it was done before. */
async function killed(args: readonly string[], chunks: number, after: number): Promise<boolean> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const closed = new Promise((resolve) => child.on('close', resolve))
  let seen = 0
  const reached = new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      seen += text.split('\n').length - 1
      if (seen >= chunks) resolve()
    })
  })
  await Promise.race([reached, closed])
  await pause(after)
  child.kill('SIGKILL')
  await closed
  return child.signalCode === 'SIGKILL'
}

const ways = [
  ['sqlite', 'postgres'],
  ['postgres', 'sqlite'],
  ['sqlite', 'sqlite'],
] as const

test.each(firstOf(2, ways))(
  '%s to %s: killed at any moment, the next run ends what was begun',
  async (from, to) => {
    const source = from === 'sqlite' ? `sqlite:${join(folder, `${from}-${to}.db`)}` : await testDatabase('killed')
    const target = to === 'sqlite' ? `sqlite:${join(folder, `${from}-${to}-copy.db`)}` : await testDatabase('killed')
    const ledger = join(folder, `${from}-${to}.ledger`)
    await using database = await connect(source)
    for (const table of ['a', 'b', 'c']) {
      await database.execute(`create table ${table} (id int primary key, note text);
      insert into ${table} with recursive n (i) as (select 1 union all select i + 1 from n where i < 25000) select i, 'row ' || i from n;`)
    }
    const table = from === 'sqlite' ? 'b' : 'public.b'
    const moments = [
      [1, 0],
      [1, 25],
      [2, 10],
    ] as const
    const hits: boolean[] = []
    for (const [chunks, after] of moments)
      hits.push(await killed([source, target, ledger, `${table}.note`], chunks, after))
    expect(hits).toContain(true)
    await smallClone({ source, target, ledger, masks: { [`${table}.note`]: (text) => text.toUpperCase() } })
    await using copy = await connect(target)
    for (const name of ['a', 'b', 'c']) {
      const [found] = await copy.query(
        `select count(*) as n, count(distinct id) as ids, sum(id) as sum, min(note) as note from ${name}`,
      )
      expect({ ...found, sum: Number(found?.sum) }).toEqual({
        n: 25000,
        ids: 25000,
        sum: 312512500,
        note: name === 'b' ? 'ROW 1' : 'row 1',
      })
    }
  },
  120_000,
)
