import { beforeEach, describe, expect, test } from 'vitest'
import { failure } from '../../test/failure.ts'
import { later, many, ref, share } from './association.ts'
import { defineFactory } from './define-factory.ts'
import { kind } from './field-maker.ts'
import { entity } from './source.ts'

interface User {
  id: string
  email: string
  name: string
  role: 'admin' | 'member'
  address: { street: string; city: string; geo: { lat: number; lng: number } }
  tags: string[]
  joinedAt: Date
  nickname?: string
}

const users = defineFactory(entity<User>('users'), {
  fields: {
    id: kind('uuid').unique(),
    email: kind('email').unique(),
    name: kind('full-name'),
    role: 'member',
    address: { street: 'Long Street', city: 'Bergen', geo: { lat: 60, lng: 5 } },
    tags: ['new'],
    joinedAt: new Date('2024-02-29T00:00:00Z'),
  },
  transient: { titled: false },
  traits: {
    admin: { fields: { role: 'admin' } },
    named: (name: string, nickname?: string) => ({ fields: { name, ...(nickname === undefined ? {} : { nickname }) } }),
    boss: { traits: ['admin', ['named', 'The Boss']], fields: { tags: ['new', 'boss'] } },
    humble: { traits: ['boss'], fields: { role: 'member' } },
    polite: async (title: string) => ({ fields: { name: ({ row }) => `${title} ${row.email}` } }),
  },
})

beforeEach(() => users.rewind('all'))

describe('a row', () => {
  test('has what the definition says, and what the call gives instead', async () => {
    const ada = await users.build({ name: 'Ada', nickname: 'Countess' })
    expect(ada).toMatchObject({ name: 'Ada', nickname: 'Countess', role: 'member', tags: ['new'] })
    expect(ada.email).toMatch(/@/)
    expect(Object.keys(await users.build())).not.toContain('nickname')
  })

  test('merges plain objects at any depth, and nothing else', async () => {
    const moved = await users.build({ address: { geo: { lat: 1 } }, tags: [], joinedAt: new Date(0) })
    expect(moved.address).toEqual({ street: 'Long Street', city: 'Bergen', geo: { lat: 1, lng: 5 } })
    expect(moved.tags).toEqual([])
    expect(moved.joinedAt).toEqual(new Date(0))
  })

  test('takes an object whole where there was none to merge it with', async () => {
    const things = defineFactory(entity<{ owner: { name: string } | null; at: Date | { year: number } }>('things'), {
      fields: { owner: null, at: new Date(0) },
    })
    expect(await things.build({ owner: { name: 'Ada' }, at: { year: 1815 } })).toEqual({
      owner: { name: 'Ada' },
      at: { year: 1815 },
    })
  })

  test('asks for two values of one kind in one function, and gets two', async () => {
    const pairs = defineFactory('pairs', {
      fields: { two: ({ kind: of }) => [of('uuid'), of('uuid')], one: ({ kind: of }) => of('uuid') },
    })
    const { two, one } = await pairs.build()
    expect(new Set([...two, one]).size).toBe(3)
  })

  test('shares no list, object or date with another row', async () => {
    const [one, other] = await users.buildMany(2)
    one!.tags.push('changed')
    one!.address.geo.lat = 0
    one!.joinedAt.setTime(0)
    expect(other).toMatchObject({ tags: ['new'], address: { geo: { lat: 60 } }, joinedAt: new Date('2024-02-29') })
    expect((await users.build()).tags).toEqual(['new'])
  })

  test('may be made of promises, and of its own other fields in any order', async () => {
    const people = defineFactory('people', {
      fields: {
        email: async ({ value }) => `${await value('handle')}@example.com`,
        handle: async () => 'ada',
        greeting: ({ row }) => `Hello ${row.shout}`,
        shout: ({ row }) => `${row.name}!`,
        name: 'Ada',
      },
    })
    expect(await people.build({ name: 'Bob' })).toEqual({
      email: 'ada@example.com',
      handle: 'ada',
      greeting: 'Hello Bob!',
      shout: 'Bob!',
      name: 'Bob',
    })
  })

  test('says how to read a field that takes a promise, and which fields read each other in a circle', async () => {
    const slow = defineFactory('slow', { fields: { a: ({ row }) => row.b, b: async () => 1 } })
    expect(await failure(slow.build())).toMatchObject({
      code: 'FACTORY_INVALID',
      hint: "Read it by: await value('b').",
    })
    const circle = defineFactory('circle', { fields: { a: ({ row }) => row.b, b: ({ row }) => row.a } })
    expect(await failure(circle.build())).toMatchObject({ code: 'FACTORY_INVALID', at: 'circle.a' })
  })

  test('knows its place in the list, the size of the list, and a number of its own', async () => {
    const items = defineFactory('items', {
      fields: { text: ({ index, listIndex, listSize, sequence }) => [index, listIndex, listSize, sequence].join(' ') },
    })
    items.rewind()
    expect((await items.buildMany(2)).map(({ text }) => text)).toEqual(['0 0 2 1', '1 1 2 2'])
    expect((await items.build()).text).toBe('2 0 1 3')
  })

  test('of attributes() has no associations, no hooks and no parsing', async () => {
    const posts = defineFactory('posts', {
      fields: { title: 'Hello', user_id: '' },
      associations: { user: ref(users) },
      afterBuild: () => {
        throw new Error('never called')
      },
    })
    expect(await posts.attributes({ title: 'Bye' })).toEqual({ title: 'Bye', user_id: '' })
  })
})

describe('traits', () => {
  test('are laid over the definition, the later one on top', async () => {
    expect((await users.with('admin').build()).role).toBe('admin')
    expect((await users.with(['named', 'Ada'], ['named', 'Bea']).build()).name).toBe('Bea')
    expect((await users.with('admin').build({ role: 'member' })).role).toBe('member')
  })

  test('take arguments, contain other traits, and may be async', async () => {
    expect(await users.with('boss').build()).toMatchObject({ role: 'admin', name: 'The Boss', tags: ['new', 'boss'] })
    expect(await users.with('humble').build()).toMatchObject({ role: 'member', name: 'The Boss' })
    const polite = await users.with(['polite', 'Dr']).build()
    expect(polite.name).toBe(`Dr ${polite.email}`)
  })

  test('that nobody declared are refused by name', async () => {
    const unknown: string[] = ['nobody']
    const loose = defineFactory(entity<User>('users'), { fields: {} })
    expect(await failure(loose.with(...(unknown as never[])).build())).toMatchObject({ code: 'TRAIT_UNKNOWN' })
    expect(() =>
      defineFactory('things', { fields: { a: 1 }, traits: { one: { traits: ['two'] }, two: { traits: ['one'] } } }),
    ).toThrow('one → two → one')
  })
})

describe('transient parameters', () => {
  const accounts = defineFactory('accounts', {
    fields: { name: ({ transient }) => (transient.loud ? 'ADA' : 'ada'), size: ({ transient }) => transient.scale },
    transient: { loud: false, scale: async ({ index }) => index * 10 },
    traits: { loud: { transient: { loud: true } } },
  })

  test('shape the row and are no part of it', async () => {
    accounts.rewind()
    expect(await accounts.build({ loud: true })).toEqual({ name: 'ADA', size: 0 })
    expect(await accounts.with('loud').build({ scale: 5 })).toEqual({ name: 'ADA', size: 5 })
  })

  test('may not be called as a field or an association is', () => {
    expect(() => defineFactory('x', { fields: { a: 1 }, transient: { a: 2 } })).toThrow('a is two things')
  })
})

describe('hooks', () => {
  test('run for each row, in order, and each may put another row in its place', async () => {
    const ran: string[] = []
    const things = defineFactory(entity<{ id: number; label: string }>('things'), {
      fields: { id: ({ sequence }) => sequence, label: 'a' },
      afterBuild: async (row) => {
        ran.push(`built ${row.label}`)
        return { ...row, label: `${row.label}b` }
      },
      batch: (rows, { listSize }) => {
        ran.push(`batch of ${listSize}`)
        return rows.map((row) => ({ ...row, label: `${row.label}c` }))
      },
      traits: {
        louder: {
          afterBuild: (row) => {
            row.label = row.label.toUpperCase()
          },
        },
      },
    })
    const made = await things.with('louder').buildMany(2)
    expect(made.map(({ label }) => label)).toEqual(['ABc', 'ABc'])
    expect(ran).toEqual(['built a', 'built a', 'batch of 2'])
  })

  test('of a list must answer a row for each row', async () => {
    const short = defineFactory('short', { fields: { a: 1 }, batch: (rows) => rows.slice(1) })
    expect(await failure(short.buildMany(2))).toMatchObject({ code: 'FACTORY_INVALID', at: 'short.batch' })
  })

  test('that change the key of a parent take the children along', async () => {
    const parents = defineFactory('parents', {
      fields: { id: kind('uuid') },
      batch: (rows) => rows.map((row, i) => ({ ...row, id: `parent ${i}` })),
    })
    const children = defineFactory('children', { fields: { parent_id: '' }, associations: { parent: ref(parents) } })
    expect((await children.buildMany(2)).map((row) => row.parent_id)).toEqual(['parent 0', 'parent 1'])
  })
})

describe('associations', () => {
  const posts = defineFactory('posts', {
    fields: { id: kind('uuid').unique(), title: kind('sentence'), author_id: '' as string | null },
    associations: { author: ref(users, { traits: ['admin'] }) },
  })

  test('bring their row along, and the field holds its key', async () => {
    const post = await posts.build()
    const { author } = posts.related(post)
    expect(author).toMatchObject({ role: 'admin', id: post.author_id })
  })

  test('are made once for each row, never once for all', async () => {
    const made = await posts.buildMany(5)
    expect(new Set(made.map((post) => post.author_id)).size).toBe(5)
  })

  test('take a row that exists, none, another factory, or the key itself', async () => {
    const ada = await users.build()
    expect((await posts.build({ author: ada })).author_id).toBe(ada.id)
    expect((await posts.build({ author: { id: 'somebody' } })).author_id).toBe('somebody')
    expect((await posts.build({ author: null })).author_id).toBeNull()
    expect((await posts.build({ author_id: 'mine' })).author_id).toBe('mine')
    const named = await posts.build({ author: ref(users, { overrides: { name: 'Ada' } }) })
    expect(posts.related(named).author?.name).toBe('Ada')
  })

  test('refuse a row without the key', async () => {
    const nobody: { name: string } = { name: 'x' }
    expect(await failure(posts.build({ author: nobody }))).toMatchObject({
      code: 'FACTORY_INVALID',
      at: 'posts.author',
      message: 'the row that is given for author has no id',
    })
  })

  test('that are optional stay null until a call gives one', async () => {
    const notes = defineFactory('notes', {
      fields: { author_id: null as string | null },
      associations: { author: ref(users, { optional: true }) },
    })
    expect((await notes.build()).author_id).toBeNull()
    expect((await notes.build({ author: ref(users) })).author_id).toMatch(/-/)
  })

  test('many() brings children that point back, so many as a number, a function or the call says', async () => {
    const authors = defineFactory(entity<User>('users'), {
      name: 'authors',
      fields: { id: kind('uuid').unique(), email: kind('email').unique() },
      transient: { written: 2 },
      associations: {
        books: many(
          later(() => books),
          ({ transient }) => Number(transient.written),
        ),
      },
    })
    const books = defineFactory('books', {
      fields: {
        id: kind('uuid'),
        title: ({ listIndex, listSize }) => `${listIndex + 1} of ${listSize}`,
        writer_id: '',
      },
      associations: { writer: ref(authors) },
    })
    const ada = await authors.build()
    const written = authors.related(ada).books as { writer_id: string; title: string }[]
    expect(written.map(({ title }) => title)).toEqual(['1 of 2', '2 of 2'])
    expect(written.every(({ writer_id }) => writer_id === ada.id)).toBe(true)
    expect(authors.related(await authors.build({ books: 0 })).books).toEqual([])
    const own = authors.related(await authors.build({ books: [{ title: 'Notes' }] })).books
    expect(own).toMatchObject([{ title: 'Notes' }])
  })

  test('share() gives all rows of a call, at any depth, one parent', async () => {
    const tenants = defineFactory('tenants', { fields: { id: kind('uuid').unique() } })
    const tenant = share(ref(tenants))
    const customers = defineFactory('customers', {
      fields: { id: kind('uuid').unique(), tenant_id: '' },
      associations: { tenant },
    })
    const products = defineFactory('products', {
      fields: { id: kind('uuid').unique(), tenant_id: '' },
      associations: { tenant },
    })
    const orders = defineFactory('orders', {
      fields: { customer_id: '', product_id: '' },
      associations: { customer: ref(customers), product: ref(products) },
    })
    const made = await orders.buildMany(3)
    const tenantsOf = made.flatMap((order) => {
      const { customer, product } = orders.related(order)
      return [customer?.tenant_id, product?.tenant_id]
    })
    expect(new Set(tenantsOf).size).toBe(1)
    expect(new Set(made.map((order) => order.customer_id)).size).toBe(3)
    const [again] = await orders.buildMany(1)
    expect(orders.related(again!).customer?.tenant_id).not.toBe(tenantsOf[0])
  })

  test('share() may be of each row that was asked for, and under a name of its own', async () => {
    const plans = defineFactory('plans', { fields: { id: kind('uuid').unique() } })
    const plan = share(ref(plans), { per: 'row' })
    const owners = defineFactory('owners', {
      fields: { id: kind('uuid').unique(), plan_id: '' },
      associations: { plan },
    })
    const shops = defineFactory('shops', {
      fields: { owner_id: '', plan_id: '', old_plan_id: '' },
      associations: { owner: ref(owners), plan, old_plan: share(ref(plans), { as: 'old' }) },
    })
    const made = await shops.buildMany(3)
    for (const shop of made) expect(shops.related(shop).owner?.plan_id).toBe(shop.plan_id)
    expect(new Set(made.map((shop) => shop.plan_id)).size).toBe(3)
    expect(new Set(made.map((shop) => shop.old_plan_id)).size).toBe(1)
  })

  test('a parent that comes along brings no further children of the kind that it came for', async () => {
    const readers = defineFactory('readers', {
      fields: { id: kind('uuid').unique() },
      associations: {
        loans: many(
          later(() => loans),
          3,
        ),
      },
    })
    const loans = defineFactory('loans', { fields: { reader_id: '' }, associations: { reader: ref(readers) } })
    const loan = await loans.build()
    expect(readers.related(loans.related(loan).reader!)).toEqual({})
    expect(readers.related(await readers.build()).loans).toHaveLength(3)
  })

  test('many() of the own kind ends with the first generation', async () => {
    const folders = defineFactory('folders', {
      fields: { id: kind('uuid').unique(), parent_id: null as string | null },
      associations: {
        parent: ref(
          later(() => folders),
          { optional: true },
        ),
        children: many(
          later(() => folders),
          2,
          { inverse: 'parent' },
        ),
      },
    })
    const top = await folders.build()
    const children = folders.related(top).children as { parent_id: string }[]
    expect(children.map((child) => child.parent_id)).toEqual([top.id, top.id])
    expect(folders.related(children[0] as never).children).toBeUndefined()
  })

  test('in a circle come back to the row that waits for them', async () => {
    const members = defineFactory('members', {
      fields: { id: kind('uuid').unique(), team_id: '' },
      associations: { team: ref(later(() => teams)) },
    })
    const teams = defineFactory('teams', {
      fields: { id: kind('uuid').unique(), owner_id: '' },
      associations: { owner: ref(members) },
    })
    const member = await members.build()
    expect(members.related(member).team).toMatchObject({ id: member.team_id, owner_id: member.id })
  })

  test('to the own kind close on the row itself where nobody says otherwise', async () => {
    const categories = defineFactory('categories', {
      fields: { id: kind('uuid').unique(), parent_id: '' },
      associations: { parent: ref(later(() => categories)) },
    })
    const top = await categories.build()
    expect(top.parent_id).toBe(top.id)
    const child = await categories.build({ parent: top })
    expect(child.parent_id).toBe(top.id)
  })

  test('hold keys of several fields', async () => {
    const seats = defineFactory('seats', {
      fields: { hall: kind('word'), nr: ({ integer }) => integer(1, 90) },
      associations: {
        tickets: many(
          later(() => tickets),
          2,
        ),
      },
    })
    const tickets = defineFactory('tickets', {
      fields: { seat_hall: '', seat_nr: 0 },
      associations: { seat: ref(seats, { field: ['seat_hall', 'seat_nr'], key: ['hall', 'nr'] }) },
    })
    const seat = await seats.build()
    const same = { seat_hall: seat.hall, seat_nr: seat.nr }
    expect(seats.related(seat).tickets).toEqual([same, same])
    const short = defineFactory('tickets', {
      fields: { seat_id: '' },
      associations: { seat: ref(seats, { key: ['hall', 'nr'] }) },
    })
    expect(await failure(short.build())).toMatchObject({ code: 'FACTORY_INVALID', at: 'tickets.associations.seat' })
  })

  test('say what is missing where nothing tells which field holds the key', async () => {
    const lost = defineFactory('lost', { fields: { id: 1 }, associations: { user: ref(users) } })
    expect(await failure(lost.build())).toMatchObject({ code: 'FACTORY_INVALID', at: 'lost.associations.user' })
  })
})

describe('required fields', () => {
  const invoices = defineFactory(entity<{ id: number; customerId: string; total: number }>('invoices'), {
    fields: { id: ({ sequence }) => sequence, total: 10 },
    required: ['customerId'],
  })

  test('must be given', async () => {
    expect(await invoices.build({ customerId: 'c' })).toMatchObject({ customerId: 'c', total: 10 })
    const nothing: { customerId: string } = JSON.parse('{}')
    expect(await failure(invoices.build(nothing))).toMatchObject({
      code: 'FACTORY_INVALID',
      message: 'the factory invoices requires customerId',
    })
  })

  test('are given by an association that holds them', async () => {
    const customers = defineFactory('customers', {
      fields: { id: kind('uuid') },
      associations: {
        invoices: many(
          later(() => billed),
          1,
        ),
      },
    })
    const billed = defineFactory(entity<{ customerId: string }>('invoices'), {
      required: ['customerId'],
      associations: { customer: ref(customers) },
    })
    const customer = await customers.build()
    expect(customers.related(customer).invoices).toEqual([{ customerId: customer.id }])
  })

  test('every row that somebody got hold of can be asked about: out of related(), of a hook, of a function', async () => {
    const seen: { clubs: object[]; players: object[] } = { clubs: [], players: [] }
    const clubs = defineFactory('clubs', {
      fields: { id: kind('uuid').unique() },
      associations: {
        players: many(
          later(() => players),
          2,
        ),
      },
    })
    const players = defineFactory('players', {
      fields: {
        id: kind('uuid').unique(),
        club_id: '',
        shirt: ({ parent, listIndex }) => {
          const club = parent('club')
          if (club) seen.clubs.push(club)
          return listIndex + 1
        },
      },
      associations: { club: ref(clubs) },
      afterBuild: (row) => void seen.players.push(row),
    })
    const club = await clubs.build()
    const own = clubs.related(club).players as never[]
    expect(own.map((one) => players.token(one)).map((token) => token.split('?')[0])).toEqual([
      expect.stringMatching(/^clubs\/\d+\/players\.0$/),
      expect.stringMatching(/^clubs\/\d+\/players\.1$/),
    ])
    expect(players.related(own[1]!).club).toBe(club)

    const player = await players.build()
    const [theirs] = seen.clubs.slice(-1) as never[]
    expect(clubs.token(theirs)).toMatch(/^players\/\d+\/club\?/)
    expect(players.related(player).club).toBe(theirs)
    for (const row of seen.players) expect(players.related(row as never).club).toBeDefined()
  })

  test('a row that grows is read and not written, and no row sees what was written to another', async () => {
    const odd = defineFactory('odd', {
      fields: {
        a: 1,
        b: ({ row }) => {
          const before = Object.keys(row).join()
          Object.assign(row, { c: 1 })
          return `${before} ${'c' in row} ${row.a}`
        },
      },
    })
    expect(await odd.buildMany(2)).toEqual([
      { a: 1, b: 'a,b false 1' },
      { a: 1, b: 'a,b false 1' },
    ])
  })
})

test('create() without a connection says how to get one; build() needs none', async () => {
  expect(await failure(users.create())).toMatchObject({ code: 'WRITER_MISSING' })
})

test('a count that is no number of rows is refused', async () => {
  expect(await failure(users.buildMany(-1))).toMatchObject({ code: 'COUNT_INVALID' })
  expect(await users.buildMany(0)).toEqual([])
})
