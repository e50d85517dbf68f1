import { describe, expect, test } from 'vitest'
import { enginesAbove } from '../../../test/above.ts'
import { testApi } from '../../../test/api.ts'
import { server } from '../../../test/services.ts'
import { rotateSigningKeys } from './rotate-signing-keys.ts'
import { sweepSignIns } from './sweep-sign-ins.ts'

describe.each(enginesAbove)('what has ended is forgotten on %s', async (engine) => {
  const { person, link, services, clock, ask } = await testApi(engine, 'sweep')

  test('a month after its end, and not before; what still stands is not touched', async () => {
    const old = await person()
    await link(old.id, { kind: 'sign-in' })
    await rotateSigningKeys(services, server)
    expect(await sweepSignIns(services)).toBe(0)
    clock.pass(29 * 24 * 3600)
    const young = await person()
    // The retired key.
    expect(await sweepSignIns(services)).toBe(1)
    clock.pass(2 * 24 * 3600)
    expect(await sweepSignIns(services)).toBe(0)
    clock.pass(29 * 24 * 3600 + 1)
    // The link, and the session that ended by its date; the other one has a day to go.
    const recent = await person()
    expect(await sweepSignIns(services)).toBe(2)
    expect((await ask('GET', '/me', recent)).status).toBe(200)
    const left = await services.store.readSystem((db) => db.selectFrom('sessions').select('id').execute())
    expect(left.map(({ id }) => id).sort()).toEqual([young.session, recent.session].sort())
  })

  test('a rotation is told in the trail', async () => {
    await rotateSigningKeys(services, server)
    const rows = await services.store.readSystem((db) =>
      db.selectFrom('system_audit').select('actor').where('action', '=', 'signing-keys.rotate').execute(),
    )
    expect(rows).toContainEqual({ actor: 'system' })
  })
})
