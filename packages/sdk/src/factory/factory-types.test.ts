import { expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { later, many, ref } from './association.ts'
import { defineFactory } from './define-factory.ts'
import { kind } from './field-maker.ts'
import type { Override } from './override.ts'
import { entity } from './source.ts'

/** What the compiler promises. Each @ts-expect-error is a mistake that does not compile. */

type UserId = string & { readonly __brand: 'user' }

class Decimal {
  readonly digits = '0'
  plus(_: Decimal): Decimal {
    return this
  }
}

interface User {
  id: UserId
  email: string
  role: 'admin' | 'member'
  balance: Decimal
  contact: { phone: string; address: { city: string } } | { none: true }
  tags: string[]
  seen: Map<string, Date>
  nickname?: string
  teamId: number | null
}

const users = defineFactory(entity<User>('users'), {
  fields: { email: kind('email'), role: 'member', tags: [] },
  required: ['teamId'],
  transient: { posts: 2, style: 'plain' as 'plain' | 'rich' },
  traits: {
    admin: { fields: { role: 'admin' } },
    titled: (title: string, times?: number) => ({ fields: { email: `${title}${times}` } }),
    lord: { traits: ['admin', ['titled', 'Lord', 2]] },
  },
})

const posts = defineFactory('posts', {
  fields: {
    id: kind('integer'),
    title: kind('title'),
    made: kind('timestamp'),
    score: ({ index }) => index,
    user_id: '',
  },
  associations: {
    user: ref(users, { traits: ['admin'], overrides: { teamId: 1 } }),
    comments: many(
      later(() => comments),
      2,
    ),
  },
})
const comments = defineFactory('comments', {
  fields: { post_id: 0 },
  associations: { post: ref(posts) },
})

/** Compiled, never run. */
const compiled = async () => {
  expectTypeOf(await users.build({ teamId: 1 })).toEqualTypeOf<User>()
  expectTypeOf(await users.createMany(2, { teamId: null })).toEqualTypeOf<User[]>()
  users.build({ teamId: 1, posts: 3, style: 'rich', nickname: 'x' })
  users.buildMany(2, (index) => ({ teamId: index }))
  // @ts-expect-error teamId is required
  users.build()
  // @ts-expect-error and one that gives others only is not enough
  users.build({ email: 'a@b.c' })
  // @ts-expect-error for lists too
  users.createMany(3)
  // @ts-expect-error a field that there is not
  users.build({ teamId: 1, emial: 'x' })
  // @ts-expect-error a value that the field does not take
  users.build({ teamId: 1, role: 'king' })
  // @ts-expect-error an optional field may be left out, and is never undefined
  users.build({ teamId: 1, nickname: undefined })
  // @ts-expect-error a transient parameter of another type
  users.build({ teamId: 1, posts: 'many' })

  users.with('admin', ['titled', 'Dr'], ['titled', 'Dr', 2], 'lord')
  // @ts-expect-error a trait that there is not
  users.with('king')
  // @ts-expect-error its argument is missing
  users.with('titled')
  // @ts-expect-error its argument is of another type
  users.with(['titled', 3])
  // @ts-expect-error it takes none
  users.with(['admin', 1])

  const post = await posts.build({ user: { id: 'x' as UserId }, comments: 3 })
  expectTypeOf(post).toEqualTypeOf<{ id: number; title: string; made: Date; score: number; user_id: string }>()
  expectTypeOf(posts.related(post).user).toEqualTypeOf<User | null>()
  expectTypeOf(comments.related(await comments.build()).post?.title).toEqualTypeOf<string | undefined>()
  posts.build({ user: null })
  posts.build({ user: ref(users, { overrides: { teamId: 1 } }) })
  // @ts-expect-error no row of users
  posts.build({ user: { colour: 'red' } })
  // @ts-expect-error users has no such trait
  ref(users, { traits: ['queen'] })
  posts.createRecord({ constraints: { title: 'x' }, relationships: { user: null } })
  // @ts-expect-error a relationship that there is not
  posts.createRecord({ relationships: { owner: null } })

  // @ts-expect-error a kind of numbers in a field of text
  defineFactory(entity<User>('users'), { fields: { email: kind('integer') } })
  // @ts-expect-error a kind that there is not
  kind('emial')
  // @ts-expect-error a trait that contains one that there is not
  defineFactory(entity<User>('users'), { traits: { a: { traits: ['b'] } } })
  // @ts-expect-error a trait that gives a field a value of another type
  defineFactory(entity<User>('users'), { traits: { a: { fields: { role: 'king' } } } })
  // @ts-expect-error a requirement that is no field
  defineFactory(entity<User>('users'), { required: ['rank'] })

  defineFactory(entity<User>('users'), {
    transient: { loud: false },
    fields: { email: ({ row, transient }) => (transient.loud ? row.role : row.id) },
    afterBuild: (row, { transient }) => {
      expectTypeOf(row).toEqualTypeOf<User>()
      expectTypeOf(transient.loud).toEqualTypeOf<boolean>()
    },
  })
  const measured = defineFactory(
    z.object({ text: z.string().transform((text) => text.length), on: z.boolean().default(true) }),
    {
      entity: 'texts',
      fields: { text: ({ row }) => `${row.on}` },
      afterBuild: (row) => void row.text.toFixed(),
    },
  )
  expectTypeOf(await measured.build({ text: 'four' })).toEqualTypeOf<{ text: number; on: boolean }>()
  // @ts-expect-error the input is text
  measured.build({ text: 4 })
  const open = defineFactory('open', { fields: { any: kind('json'), one: kind('one-of', { values: ['a', 'b'] }) } })
  expectTypeOf(await open.build()).toEqualTypeOf<{ any: unknown; one: 'a' | 'b' }>()
}

test('a part is enough of a plain object, at any depth, and of nothing else', () => {
  expectTypeOf<Override<UserId>>().toEqualTypeOf<UserId>()
  expectTypeOf<Override<Decimal>>().toEqualTypeOf<Decimal>()
  expectTypeOf<Override<Date>>().toEqualTypeOf<Date>()
  expectTypeOf<Override<Map<string, Date>>>().toEqualTypeOf<Map<string, Date>>()
  expectTypeOf<Override<{ a: string }[]>>().toEqualTypeOf<{ a: string }[]>()
  expectTypeOf<Override<{ a: { b: 1; c: 2 } }>>().toEqualTypeOf<{ readonly a?: { readonly b?: 1; readonly c?: 2 } }>()
  expectTypeOf<Override<User['contact']>>().toEqualTypeOf<
    { readonly phone?: string; readonly address?: { readonly city?: string } } | { readonly none?: true }
  >()
  expectTypeOf(compiled).toBeFunction()
})
