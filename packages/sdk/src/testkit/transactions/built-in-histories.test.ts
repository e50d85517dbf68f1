import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Session } from '../../database/adapter.ts'
import { openTestSessions, type TestSessions } from '../client/open-test-sessions.ts'
import type { TestSession } from '../client/test-session.ts'
import { builtInHistories } from './built-in-histories.ts'
import type { History } from './history.ts'
import { excludedBy } from './isolation-promises.ts'
import { type HistoryGround, namesOf, runHistory } from './run-history.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy-histories-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

async function ground(sessions: TestSessions): Promise<HistoryGround> {
  await sessions.database.execute('create table t (id int primary key, value int)')
  const open = [await sessions.open(), await sessions.open(), await sessions.open()]
  return { watcher: sessions.database, table: { name: 't' }, sessions: open }
}

function orders(names: readonly string[]): string[][] {
  if (names.length === 0) return [[]]
  return names.flatMap((name) => orders(names.filter((other) => other !== name)).map((rest) => [name, ...rest]))
}

/** All that runs on it is seen by all at once, and nothing is undone. */
function withoutTransactions({ session, ...rest }: TestSession): TestSession {
  const lax = new Proxy<Session>(session, {
    get(target, name) {
      if (name === 'execute') return async () => {}
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  return { ...rest, session: lax }
}

test('no history finds an anomaly where its transactions run one after the other, in whatever order', async () => {
  await using sessions = await openTestSessions(`sqlite:${join(folder, 'serial.db')}`)
  const place = await ground(sessions)
  const found: string[] = []
  for (const history of builtInHistories) {
    for (const order of orders(namesOf(history))) {
      const steps = order.flatMap((name) => history.steps.filter(({ by }) => by === name))
      const serial: History = { ...history, steps }
      const run = await runHistory(place, serial, 'serializable')
      if (run.occurred || run.preventedBy !== 'visibility') found.push(`${history.name}: ${order.join(' ')}`)
    }
  }
  expect(found).toEqual([])
})

test('a database without any transactions is found out by each history but one, for which it is like any order', async () => {
  await using sessions = await openTestSessions(`sqlite:${join(folder, 'lax.db')}`)
  const { sessions: strict, ...place } = await ground(sessions)
  const silent: string[] = []
  for (const history of builtInHistories) {
    const run = await runHistory({ ...place, sessions: strict.map(withoutTransactions) }, history, 'serializable')
    if (!run.occurred) silent.push(history.name)
  }
  // Its UPDATE and its DELETE are one statement each, and a statement of SQLite is never interleaved.
  expect(silent).toEqual(['PMP, write'])
})

test('each history says by which level it is excluded', () => {
  expect(Object.keys(excludedBy)).toEqual(builtInHistories.map(({ name }) => name))
})
