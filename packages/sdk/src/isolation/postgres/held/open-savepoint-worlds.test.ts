import { describe, expect, test } from 'vitest'
import { ownClones, poolIn } from '../../../../test/own-clones.ts'

const { worlds: open } = await ownClones(`
  create table parents (id int generated always as identity primary key, name text unique not null);
  insert into parents (name) values ('first')`)
const worlds = await open()

describe('a world on savepoints', () => {
  test('shows what was done to both drivers and to nobody afterwards', async () => {
    {
      await using world = await worlds.open({})
      const pool = poolIn(world)
      await pool.query('insert into parents (name) values ($1)', ['second'])
      await world.database.query('insert into parents (name) values ($1)', ['third'])
      expect((await pool.query('select name from parents order by id')).rows.map(({ name }) => name)).toEqual([
        'first',
        'second',
        'third',
      ])
      expect(world.isolation).toBe('savepoint')
    }
    await using world = await worlds.open({})
    expect(await world.database.query('select id, name from parents')).toEqual([{ id: 1, name: 'first' }])
    expect(await world.database.query("insert into parents (name) values ('next') returning id")).toEqual([{ id: 2 }])
  })
})
