import { expect, test } from 'vitest'
import { flag, maybeOneOf, maybeWhole, oneOf, order, text, whole } from './query.ts'
import { addressOf, matchOf, route } from './route.ts'
import { hrefTo, placeOf } from './routes.ts'

const url = (path: string) => new URL(path, 'http://localhost')
const rows = route('/teams/:team/rows/:entity', {
  q: text(),
  page: whole(1),
  version: maybeWhole,
  archived: flag,
  view: oneOf(['table', 'json'], 'table'),
  sort: order(['name', 'at'], '-at'),
  kind: maybeOneOf(['a', 'b']),
})
const initial = { q: '', page: 1, version: undefined, archived: false, view: 'table', sort: '-at', kind: undefined }

test('what an address says is read once, with what it does not say as it is at first', () => {
  expect(matchOf(rows, url('/teams/demo/rows/orders?page=3&archived=yes&sort=name'))).toEqual({
    params: { team: 'demo', entity: 'orders' },
    query: { ...initial, page: 3, archived: true, sort: 'name' },
  })
})

test.each(['?page=-1&version=x&view=&sort=-&kind=c', '?page=1e9', '?page=99999999999999999', '?unknown=1', ''])(
  'an address that somebody has typed breaks no page: %s',
  (query) => {
    expect(matchOf(rows, url(`/teams/demo/rows/orders${query}`))?.query).toEqual(initial)
  },
)

test('every name comes back as it was, whatever is in it', () => {
  for (const entity of ['a b', 'ä/ö', '?x=1#y', '%2F', '..%', '日本', '+&=']) {
    const query = { q: entity, page: 7, archived: true, view: 'json', sort: 'at', kind: 'b', version: 2 } as const
    const address = addressOf(rows, { team: 't', entity }, query)
    expect(matchOf(rows, url(address))).toEqual({ params: { team: 't', entity }, query })
  }
})

test('what is as it is at first stands in no address', () => {
  expect(addressOf(rows, { team: 't', entity: 'e' }, { page: 1, q: '', sort: '-at', view: 'table' })).toBe(
    '/teams/t/rows/e',
  )
})

test.each([
  '/teams/demo/rows',
  '/teams//rows/x',
  '/teams/%E0%A4%A/rows/x',
  '/Teams/demo/rows/x',
  '/teams/demo/rows/x/y',
])('an address of another place is none of this one: %s', (path) => {
  expect(matchOf(rows, url(path))).toBeUndefined()
})

test('a slash at the end changes nothing', () => {
  expect(matchOf(rows, url('/teams/demo/rows/x/'))?.params.entity).toBe('x')
  expect(placeOf(url('/'))?.name).toBe('home')
})

test('a link leads to the screen that it names', () => {
  const address = hrefTo('jobs', { team: 'demo' }, { status: 'failed' })
  expect(address).toBe('/teams/demo/jobs?status=failed')
  expect(placeOf(url(address))).toEqual({
    name: 'jobs',
    params: { team: 'demo' },
    query: { status: 'failed', kind: undefined },
  })
  expect(placeOf(url('/nowhere'))).toBeUndefined()
})
