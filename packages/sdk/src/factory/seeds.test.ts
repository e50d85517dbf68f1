import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { failure } from '../../test/failure.ts'
import { later, many, ref, share } from './association.ts'
import { factoryConnection } from './connection.ts'
import { defineFactory } from './define-factory.ts'
import { kind } from './field-maker.ts'
import { replayOnFailure } from './replay-on-failure.ts'
import type { Writer } from './writer.ts'

/** Nothing here writes: a connection only sets the rows of one test apart from those of another. */
const nowhere: Writer = {
  table: () => Promise.reject(new Error('nothing is written here')),
  reserve: () => Promise.reject(new Error('nothing is written here')),
  write: () => Promise.reject(new Error('nothing is written here')),
  remove: () => Promise.reject(new Error('nothing is written here')),
}
const alone = (seed?: string | number) => factoryConnection(nowhere, { seed })

const fields = {
  id: kind('uuid').unique(),
  email: kind('email').unique(),
  name: kind('full-name'),
  age: kind('integer', { min: 18, max: 90 }),
  plan: ({ pick }: { pick: (of: readonly string[]) => string }) => pick(['free', 'pro', 'team']),
}
const users = defineFactory('users', { fields })

describe('values are keyed by seed, factory, field and number', () => {
  test('the same seed gives the same rows, another seed others', async () => {
    const one = await users.for(alone(7)).buildMany(20)
    expect(await users.for(alone(7)).buildMany(20)).toEqual(one)
    expect(await users.for(alone()).seed(7).buildMany(20)).toEqual(one)
    const other = await users.for(alone(8)).buildMany(20)
    expect(other.filter((row, i) => row.name === one[i]!.name).length).toBeLessThan(5)
  })

  test('rows one by one, in lists or side by side are the same rows', async () => {
    const list = await users.for(alone()).buildMany(6)
    const apart = users.for(alone())
    const singles = [
      await apart.build(),
      ...(await apart.buildMany(2)),
      ...(await Promise.all([apart.build(), apart.build(), apart.build()])),
    ]
    expect(singles).toEqual(list)
  })

  test('a field more, another order, a trait or an override changes no other value', async () => {
    const plain = await users.for(alone()).buildMany(5)
    const { plan, age, name, email, id } = fields
    const more = defineFactory('users', {
      fields: { plan, extra: kind('city'), age, name, also: ({ integer }) => integer(1, 6), email, id },
      traits: { old: { fields: { age: 99 } } },
    })
    for (const factory of [more, more.with('old')]) {
      const rows = await factory.for(alone()).buildMany(5, (i) => (i === 1 ? { name: 'Ada' } : {}))
      rows.forEach((row, i) => {
        const { extra: _, also: __, ...rest } = row
        const same = { ...plain[i]! }
        if (factory !== more) same.age = 99
        if (i === 1) same.name = 'Ada'
        expect(rest).toEqual(same)
      })
    }
  })

  test('an association more changes no value of the rows that others bring along', async () => {
    const build = async (also: boolean) => {
      const orders = defineFactory('orders', {
        fields: { buyer_id: '', agent_id: '' },
        associations: { buyer: ref(users), ...(also ? { agent: ref(users) } : {}) },
      }).for(alone())
      await (also ? orders.buildMany(3) : users.for(alone()).buildMany(3))
      const order = await orders.replay('orders/4?seed=1&version=1')
      return orders.related(order).buyer
    }
    expect(await build(true)).toEqual(await build(false))
  })

  test('are what they were in version 1', async () => {
    const dice = defineFactory('dice', {
      fields: {
        no: ({ index }) => index,
        eyes: ({ integer }) => integer(1, 6),
        colour: ({ pick }) => pick(['red', 'green', 'blue']),
      },
    })
    const games = defineFactory('games', {
      fields: { dice_no: 0 },
      associations: {
        dice: ref(dice, { field: 'dice_no', key: 'no' }),
        throws: many(
          later(() => throws),
          2,
        ),
      },
    })
    const throws = defineFactory('throws', {
      fields: { no: ({ index }) => index, game_no: 0 },
      associations: { game: ref(games, { field: 'game_no', key: 'dice_no' }) },
    })
    const there = games.for(alone())
    const [, second] = await there.buildMany(2)
    expect(await dice.for(alone()).buildMany(3)).toEqual([
      { no: 0, eyes: 3, colour: 'blue' },
      { no: 1, eyes: 5, colour: 'red' },
      { no: 2, eyes: 5, colour: 'red' },
    ])
    expect(there.related(second!)).toEqual({
      dice: { no: 233800001, eyes: 4, colour: 'red' },
      throws: [
        { no: 66300100, game_no: 233800001 },
        { no: 66300101, game_no: 233800001 },
      ],
    })
  })

  test('fields of one record agree', async () => {
    const people = defineFactory('people', {
      fields: { email: kind('email').unique(), first: kind('first-name'), last: kind('last-name') },
    }).for(alone())
    for (const { email, first } of await people.buildMany(20)) {
      const ascii = first
        .normalize('NFKD')
        .replaceAll(/[^a-z]/gi, '')
        .toLowerCase()
      expect(email.startsWith(ascii[0]!)).toBe(true)
    }
  })
})

describe('unique values', () => {
  test('differ among rows that were asked for and rows that came along, whatever brings them', async () => {
    const posts = defineFactory('posts', {
      fields: { author_id: '', editor_id: '' },
      associations: {
        author: ref(users),
        editor: ref(users),
        comments: many(
          later(() => comments),
          3,
        ),
      },
    })
    const comments = defineFactory('comments', {
      fields: { post_id: '', writer_id: '' },
      associations: { post: ref(posts, { key: 'author_id' }), writer: ref(users) },
    })
    const connection = alone()
    const seen: { id: string; email: string }[] = []
    const made = posts.for(connection)
    const rows = await made.buildMany(30)
    for (const post of rows) {
      const { author, editor, comments: own } = made.related(post)
      seen.push(author!, editor!)
      for (const comment of own as object[]) {
        const { writer } = comments.related(comment as { post_id: string; writer_id: string })
        seen.push(writer!)
      }
    }
    seen.push(...(await users.for(connection).buildMany(50)))
    expect(seen.length).toBe(30 * 5 + 50)
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length)
    expect(new Set(seen.map(({ email }) => email.toLowerCase())).size).toBe(seen.length)
  })

  test('of eight workers have nothing in common', async () => {
    const accounts = defineFactory('accounts', {
      fields: {
        id: kind('uuid').unique(),
        email: kind('email').unique(),
        code: kind('pattern', { pattern: '[A-Z]{2}[0-9]' }).unique(),
        no: ({ sequence }) => sequence,
      },
    })
    const workers = await Promise.all(
      Array.from({ length: 8 }, (_, id) => accounts.for(alone()).worker({ id, of: 8 }).buildMany(200)),
    )
    const rows = workers.flat()
    for (const field of ['id', 'email', 'code', 'no'] as const) {
      expect(new Set(rows.map((row) => row[field])).size).toBe(8 * 200)
    }
  })

  test('use a small domain up to the last value, and then say that it is used up', async () => {
    const letters = defineFactory('letters', { fields: { id: kind('pattern', { pattern: '[A-Z]' }).unique() } })
    const words = defineFactory('words', { fields: { letter_id: '' }, associations: { letter: ref(letters) } })
    const connection = alone()
    const asked = await letters.for(connection).buildMany(20)
    const came = await words.for(connection).buildMany(6)
    expect(new Set([...asked.map(({ id }) => id), ...came.map((word) => word.letter_id)]).size).toBe(26)
    for (const factory of [letters, words]) {
      expect(await failure(factory.for(connection).build())).toMatchObject({
        code: 'CAPACITY_EXCEEDED',
        at: 'letters.id',
      })
    }
  })

  test('a worker that is none is refused', () => {
    expect(() => users.worker({ id: 8, of: 8 })).toThrow('worker 8 of 8 is none')
  })
})

describe('a token', () => {
  const teams = defineFactory('teams', { fields: { id: kind('uuid').unique(), name: kind('company') } })
  const members = defineFactory('members', {
    fields: { ...fields, place: ({ listIndex, listSize }) => `${listIndex} of ${listSize}`, team_id: '' },
    traits: { senior: { fields: { age: 60 } }, aged: (age: number) => ({ fields: { age } }) },
    associations: {
      team: share(ref(teams)),
      pets: many(
        later(() => pets),
        2,
      ),
    },
  })
  const pets = defineFactory('pets', {
    fields: { name: kind('first-name'), owner_id: '' },
    associations: { owner: ref(members), vet: ref(users, { field: 'vet_id' }) },
  })

  test('names a row so that it can be made again alone', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }),
        fc.nat({ max: 8 }),
        fc.string(),
        fc.nat({ max: 3 }),
        async (size, at, seed, id) => {
          const there = members.for(alone(seed)).worker({ id, of: 4 }).with('senior', ['aged', 61])
          await there.buildMany(at)
          const rows = await there.buildMany(size)
          const row = rows[at % size]!
          expect(await members.replay(there.token(row))).toEqual(row)
        },
      ),
      { numRuns: 25 },
    )
  })

  test('reads as a path', async () => {
    const there = members.for(alone(7)).with('senior')
    const [, second] = await there.buildMany(2)
    expect(there.token(second)).toBe('members/1?seed=7&list=1.2&trait=senior&version=1')
    const pet = there.related(second!).pets[1] as { name: string; owner_id: string }
    expect(pets.token(pet)).toBe('members/1/pets.1?seed=7&list=1.2&trait=senior&version=1')
    expect(there.token()).toBe(there.token(second))
  })

  test('of a row that came along makes that row again, from the factory that was asked', async () => {
    const there = members.for(alone(7))
    const [, second] = await there.buildMany(3)
    const { team, pets: own } = there.related(second!)
    expect(await members.replay(there.token(team!))).toEqual(team)
    expect(await members.replay(there.token(own[1] as object))).toEqual(own[1])
    expect(await failure(teams.replay(there.token(team!)))).toMatchObject({ code: 'USAGE' })
  })

  test('holds no value of the call: those are given again', async () => {
    const there = members.for(alone())
    const row = await there.build({ name: 'secret' })
    const token = there.token(row)
    expect(token).toBe('members/0?seed=1&given=name&version=1')
    expect(await failure(members.replay(token))).toMatchObject({ code: 'USAGE', hint: expect.stringContaining('name') })
    expect(await members.replay(token, { name: 'secret' })).toEqual(row)
  })

  test.each(['', 'users', 'users/x?seed=1&version=1', 'members/1?version=1', 'members/1?seed=1&version=0'])(
    'that is none is refused: %j',
    async (token) => {
      expect(await failure(members.replay(token))).toMatchObject({ code: 'USAGE', at: 'token' })
    },
  )

  test('is printed by a test that fails, for every call that it made', async () => {
    const connection = alone(7)
    const there = members.for(connection).with('senior')
    await there.build()
    const failing = replayOnFailure({ connection }, async () => {
      const [one] = await there.buildMany(3)
      await users.for(connection).build({ name: 'Ada' })
      expect(one!.age).toBe(61)
    })
    const error = await failing.then(
      () => new Error('it did not fail'),
      (thrown: Error) => thrown,
    )
    expect(error.message).toMatch(/^expected 60 to be 61/)
    const [token] = /members\/[^']+/.exec(error.message) ?? []
    expect(error.message.split('\n').slice(-2)).toEqual([
      "  replay('members/1?seed=7&list=0.3&trait=senior&version=1')   first of 3",
      "  replay('users/0?seed=7&given=name&version=1')",
    ])
    expect(await members.replay(token!)).toMatchObject({ age: 60, place: '0 of 3' })
    expect(await replayOnFailure('unconnected', () => 'whatever a test answers')).toBe('whatever a test answers')
  })
})
