import { TrieRouter } from 'hono/router/trie-router'
import { expect, test } from 'vitest'
import { KnownPaths } from './known-paths.ts'

const routes = [
  ['ALL', '/*'],
  ['GET', '/healthz'],
  ['ALL', '/api/*'],
  ['GET', '/api/teams/:team'],
  ['POST', '/api/teams/demo'],
  ['GET', '/api/teams'],
  ['ALL', '/*'],
] as const

test('it finds what the router of Hono finds, the first time and again, and what is added later too', () => {
  const known = new KnownPaths<string>()
  const pattern = new TrieRouter<string>()
  for (const [i, [method, path]] of routes.entries()) {
    for (const router of [known, pattern]) router.add(method, path, `${method} ${path}`)
    for (const asked of ['GET', 'POST', 'PUT'])
      for (const at of ['/healthz', '/api/teams', '/api/teams/demo', '/api/teams/a', '/none', '/'])
        for (const time of [1, 2]) expect(known.match(asked, at), `${i} ${time}`).toEqual(pattern.match(asked, at))
  }
})
