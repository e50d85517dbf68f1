import { afterAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { failure } from '../../../test/failure.ts'
import { UnderstudyError } from '../../errors.ts'
import { openTestSessions } from '../client/open-test-sessions.ts'
import { Stage } from './stage.ts'

describe('a stage', async () => {
  const sessions = await openTestSessions(await testDatabase('stage'), { statementTimeout: 20_000 })
  afterAll(() => sessions.close())
  await sessions.database.execute(
    'create table t (id int primary key, value int); insert into t values (1, 10), (2, 20)',
  )

  async function actors(count: number) {
    const held = await Promise.all(Array.from({ length: count }, () => sessions.open()))
    const all = held.map(({ session, pid }, at) => ({ name: `T${at + 1}`, pid, session }))
    const stage = new Stage(sessions.database, all)
    const does = (at: number, script: string) => {
      const actor = all[at - 1]
      if (!actor) throw new Error(`There is no T${at}`)
      return stage.step(actor, () => actor.session.execute(script))
    }
    const close = () => Promise.all(held.map((session) => session.close()))
    return { stage, does, [Symbol.asyncDispose]: async () => void (await close()) }
  }

  test('goes on while some wait, knows for whom, and lets them end when they can', async () => {
    await using play = await actors(3)
    const { stage, does } = play
    // Whose row has been written meanwhile goes by chance to one of those who wait; what was only held goes to the first.
    expect(await does(1, 'begin; select from t where id = 1 for update')).toEqual([])
    expect(await does(2, 'begin; update t set value = 12 where id = 1')).toEqual([{ actor: 'T2', for: ['T1'] }])
    const waits = await does(3, 'begin; update t set value = 22 where id = 2; update t set value = 13 where id = 1')
    expect(waits.map(({ actor }) => actor)).toEqual(['T2', 'T3'])
    expect(await does(1, 'commit')).toEqual([{ actor: 'T3', for: ['T2'] }])
    expect(await does(2, 'commit')).toEqual([])
    expect(await does(3, 'commit')).toEqual([])
    expect(stage.isIdle).toBe(true)
    expect(await sessions.database.query('select value from t order by id')).toEqual([{ value: 13 }, { value: 22 }])
  })

  test('what is begun behind something that waits comes after it', async () => {
    await using play = await actors(2)
    const { stage, does } = play
    await does(1, 'begin; update t set value = 1 where id = 1')
    await does(2, 'begin; update t set value = value + 1 where id = 1')
    await does(2, 'update t set value = value * 10 where id = 1; commit')
    await does(1, 'commit')
    await stage.drain()
    expect(await sessions.database.query('select value from t where id = 1')).toEqual([{ value: 20 }])
  })

  test('a statement that takes its time is waited for, though others wait, and is nobody who waits', async () => {
    await using play = await actors(3)
    const { does } = play
    await does(1, 'begin; update t set value = 1 where id = 1')
    const waits = await does(2, 'begin; update t set value = 2 where id = 1')
    expect(await does(3, 'select pg_sleep(0.15); create table slow ()')).toEqual(waits)
    expect(await sessions.database.query("select to_regclass('slow') is not null as done")).toEqual([{ done: true }])
  })

  test('who waits for a snapshot that no other transaction can spoil waits too', async () => {
    await using play = await actors(2)
    const { does } = play
    await does(1, 'begin isolation level serializable; update t set value = 1 where id = 1')
    const waits = await does(2, 'begin isolation level serializable, read only, deferrable; select * from t')
    expect(waits).toEqual([{ actor: 'T2', for: ['T1'] }])
    expect(await does(1, 'commit')).toEqual([])
  })

  test('an error ends the play at the step that met it', async () => {
    await using play = await actors(1)
    const thrown = await failure(play.does(1, 'select * from nothing'))
    expect(thrown).toBeInstanceOf(UnderstudyError)
    expect(thrown.details.sqlstate).toBe('42P01')
  })
})
