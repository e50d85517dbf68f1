import { expect, test } from 'vitest'
import { createOutgoingGuard } from './guard.ts'

const outside = { address: '93.184.215.14', family: 4 }
const inside = { address: '169.254.169.254', family: 4 }

test('a name that leads outside is given with the addresses to connect to', async () => {
  const guard = createOutgoingGuard({ resolve: async () => [outside] })
  expect(await guard.resolve('example.com')).toEqual([outside])
})

test.each([
  ['only inside', [inside]],
  ['outside and inside', [outside, inside]],
  ['nowhere', []],
])('a name that leads %s is refused', async (_where, addresses) => {
  const guard = createOutgoingGuard({ resolve: async () => addresses })
  await expect(guard.resolve('example.com')).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' })
})

test.each(['http://127.1/', 'http://2130706433/', 'http://0x7f.1/', 'http://[::ffff:10.0.0.1]/', 'http://[::1]/'])(
  'an address is refused in any spelling that a URL allows: %s',
  async (url) => {
    await expect(createOutgoingGuard().resolve(new URL(url).hostname)).rejects.toMatchObject({
      code: 'ADDRESS_REFUSED',
    })
  },
)

test('what the operator allows is reached, and nothing beside it', async () => {
  const guard = createOutgoingGuard({ allow: ['10.1.0.0/16', '::1'] })
  expect(await guard.resolve('10.1.2.3')).toEqual([{ address: '10.1.2.3', family: 4 }])
  expect(await guard.resolve('[::1]')).toEqual([{ address: '::1', family: 6 }])
  await expect(guard.resolve('10.2.0.1')).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' })
})

test('a refusal names the host and not where it leads', async () => {
  const guard = createOutgoingGuard({ resolve: async () => [inside] })
  const refused: unknown = await guard.resolve('secret.example').catch((thrown: unknown) => thrown)
  expect(String(refused)).toContain('secret.example')
  expect(JSON.stringify(refused) + String(refused)).not.toContain(inside.address)
})
