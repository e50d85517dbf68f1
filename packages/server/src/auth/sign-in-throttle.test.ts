import { describe, expect, test } from 'vitest'
import { above } from '../../test/above.ts'
import { testAuth } from '../../test/services.ts'
import { engines } from '../../test/store.ts'

const limited = expect.objectContaining({ code: 'RATE_LIMITED' })
let groups = 0

describe.each(engines)('guesses at secrets on %s', async (engine) => {
  const { testAbove } = above(engine)
  const { auth, clock, instance, store } = await testAuth(engine, 'throttle')

  /** Of a test alone: names that no other test has used. `begin` counts here, and `elsewhere` in another process. */
  function throttle() {
    const group = ++groups
    const other = instance().auth.throttle
    const of = (name: string) => `${name} of ${group}`
    const begin = (account: string | undefined, network: string) =>
      auth.throttle.begin(account && of(account), of(network))
    return {
      begin,
      elsewhere: (account: string, network: string) => other.begin(of(account), of(network)),
      succeeded: (account: string | undefined, network: string) =>
        auth.throttle.succeeded(account && of(account), of(network)),
    }
  }

  test('after five wrong guesses at an account the network that guesses waits a minute for each further one', async () => {
    const { begin } = throttle()
    for (let i = 0; i < 5; i++) await begin('ada', 'n1')
    await expect(begin('ada', 'n1')).rejects.toThrow(limited)
    await begin('ada', 'n2')
    await begin('bob', 'n1')
    clock.pass(60)
    await begin('ada', 'n1')
    await expect(begin('ada', 'n1')).rejects.toThrow(limited)
  })

  test('are counted by all processes together, however many there are', async () => {
    const { begin, elsewhere } = throttle()
    for (let i = 0; i < 3; i++) await begin('ada', 'n1')
    for (let i = 0; i < 2; i++) await elsewhere('ada', 'n1')
    await expect(begin('ada', 'n1')).rejects.toThrow(limited)
    await expect(elsewhere('ada', 'n1')).rejects.toThrow(limited)
  })

  test('that come at once are counted one by one', async () => {
    const { begin, elsewhere } = throttle()
    const all = await Promise.allSettled(Array.from({ length: 20 }, (_, i) => (i % 2 ? begin : elsewhere)('ada', 'n1')))
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(5)
  })

  testAbove('by the whole world at an account slow it down everywhere', async () => {
    const { begin } = throttle()
    for (let i = 0; i < 50; i++) await begin('ada', `n${i}`)
    await expect(begin('ada', 'fresh')).rejects.toThrow(limited)
  })

  testAbove('by a network that goes from account to account, or guesses at links, slow it down', async () => {
    const { begin } = throttle()
    for (let i = 0; i < 15; i++) {
      await begin(`user ${i}`, 'n1')
      await begin(undefined, 'n1')
    }
    await expect(begin('another', 'n1')).rejects.toThrow(limited)
    await expect(begin(undefined, 'n1')).rejects.toThrow(limited)
    await begin('another', 'n2')
  })

  testAbove('are forgiven to who signs in, and what is refused does not count further', async () => {
    const { begin, succeeded } = throttle()
    for (let i = 0; i < 5; i++) await begin('ada', 'n1')
    for (let i = 0; i < 20; i++) await expect(begin('ada', 'n1')).rejects.toThrow(limited)
    clock.pass(60)
    await begin('ada', 'n1')
    await succeeded('ada', 'n1')
    for (let i = 0; i < 5; i++) await begin('ada', 'n1')
  })

  testAbove(
    'do not count where they were none: a whole office signs in at nine, and who guesses beside it still waits',
    async () => {
      const { begin, succeeded } = throttle()
      for (let i = 0; i < 80; i++) {
        const account = i % 2 ? `person ${i}` : undefined
        await begin(account, 'office')
        await succeeded(account, 'office')
      }
      for (let i = 0; i < 30; i++) await begin(`victim ${i}`, 'office')
      await expect(begin('another', 'office')).rejects.toThrow(limited)
      for (let i = 0; i < 60; i++) {
        await begin('lin', `n${i}`)
        await succeeded('lin', `n${i}`)
      }
    },
  )

  test('leave no name of whom they were at in the store', async () => {
    const { begin } = throttle()
    await begin('ada@example.org', '192.0.2.7')
    const rows = await store.readSystem((db) => db.selectFrom('sign_in_buckets').selectAll().execute())
    expect(rows.length).toBeGreaterThan(2)
    expect(JSON.stringify(rows)).not.toMatch(/ada|192\.0\.2/)
  })
})
