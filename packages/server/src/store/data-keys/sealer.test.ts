import { randomBytes, randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { engines, testRing, testSealer, testStore, testTeam } from '../../../test/store.ts'
import { createKeyRing } from '../../crypto/key-ring.ts'
import { sealedWith } from '../../crypto/seal-format.ts'
import { mostSeals } from './data-keys.ts'
import { openSealer } from './open-sealer.ts'

const plain = Buffer.from('Ada Lovelace, 1815')
const broken = expect.objectContaining({ code: 'SEAL_BROKEN' })

describe.each(engines)('a sealer over %s', async (engine) => {
  const store = await testStore(engine, 'sealer')
  const sealer = await testSealer(store)
  const fresh = await testStore(engine, 'rewrap')

  test('what is sealed opens at its place, in any process that has the ring', async () => {
    const team = await testTeam(store)
    const sealed = await sealer.seal(team, 'versions/schema/1', plain)
    expect(Buffer.from(sealed).includes(plain)).toBe(false)
    const another = await openSealer(store, testRing)
    expect(Buffer.from(await another.open(team, 'versions/schema/1', sealed))).toEqual(plain)
    expect(await sealer.openJson(team, 'p', await sealer.sealJson(team, 'p', { a: [1] }))).toEqual({ a: [1] })
  })

  test('what was moved to another row or team, or changed in any byte, does not open', async () => {
    const [team, other] = [await testTeam(store), await testTeam(store)]
    const sealed = await sealer.seal(team, 'versions/schema/1', plain)
    await sealer.seal(other, 'any', plain)
    await expect(sealer.open(team, 'versions/schema/2', sealed)).rejects.toEqual(broken)
    await expect(sealer.open(other, 'versions/schema/1', sealed)).rejects.toEqual(broken)
    await expect(sealer.open(null, 'versions/schema/1', sealed)).rejects.toEqual(broken)
    for (let at = 0; at < sealed.length; at++) {
      const changed = Uint8Array.from(sealed, (byte, index) => (index === at ? byte ^ 1 : byte))
      await expect(sealer.open(team, 'versions/schema/1', changed), `byte ${at}`).rejects.toEqual(broken)
      await expect(sealer.open(team, 'versions/schema/1', sealed.subarray(0, at))).rejects.toEqual(broken)
    }
  })

  test('a data key that was moved to another team does not open', async () => {
    const [team, other] = [await testTeam(store), await testTeam(store)]
    const sealed = await sealer.seal(team, 'p', plain)
    await store.system((tx) =>
      tx.updateTable('data_keys').set({ team_id: other }).where('team_id', '=', team).execute(),
    )
    const another = await openSealer(store, testRing)
    await expect(another.open(other, 'p', sealed)).rejects.toEqual(broken)
  })

  test('the same bytes have another content hash in each team, and always the same in one', async () => {
    const [team, other] = [await testTeam(store), await testTeam(store)]
    const hash = await sealer.contentHash(team, plain)
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
    expect(await sealer.contentHash(other, plain)).not.toBe(hash)
    await sealer.rotate(team)
    expect(await (await openSealer(store, testRing)).contentHash(team, plain)).toBe(hash)
  })

  test('after a rotation new seals are of a new key, and old ones open', async () => {
    const team = await testTeam(store)
    const before = await sealer.seal(team, 'p', plain)
    expect(await sealer.isCurrent(team, before)).toBe(true)
    await sealer.rotate(team)
    const after = await sealer.seal(team, 'p', plain)
    expect(sealedWith(after)).not.toBe(sealedWith(before))
    expect(await sealer.isCurrent(team, before)).toBe(false)
    expect(await sealer.isCurrent(team, after)).toBe(true)
    expect(Buffer.from(await sealer.open(team, 'p', before))).toEqual(plain)
  })

  test('a key is replaced before it has sealed 2^32 times', async () => {
    const team = await testTeam(store)
    const first = await sealer.seal(team, 'p', plain)
    await store.system((tx) =>
      tx.updateTable('data_keys').set({ seals: mostSeals }).where('team_id', '=', team).execute(),
    )
    const another = await openSealer(store, testRing)
    expect(sealedWith(await another.seal(team, 'p', plain))).not.toBe(sealedWith(first))
  })

  test('seals that are asked for at once make one key', async () => {
    const team = await testTeam(store)
    const sealed = await Promise.all(Array.from({ length: 50 }, () => sealer.seal(team, 'p', plain)))
    expect(new Set(sealed.map(sealedWith)).size).toBe(1)
    expect(new Set(sealed.map((bytes) => Buffer.from(bytes).toString('hex'))).size).toBe(50)
  })

  test('with a new first key of the ring the data keys are wrapped anew, and the old one may go', async () => {
    const [old, next] = [randomBytes(32), randomBytes(32)].map((key) => key.toString('base64'))
    const first = await openSealer(fresh, createKeyRing(`${old}`))
    const pepper = first.derive('api-keys')
    const sealed = await first.seal(null, 'p', plain)
    await expect(openSealer(fresh, createKeyRing(`${next}`))).rejects.toMatchObject({ code: 'KEY_WRONG' })
    const both = await openSealer(fresh, createKeyRing(`${next}\n${old}`))
    expect(await both.rewrap()).toBe(2)
    expect(await both.rewrap()).toBe(0)
    const alone = await openSealer(fresh, createKeyRing(`${next}`))
    expect(Buffer.from(await alone.open(null, 'p', sealed))).toEqual(plain)
    expect(alone.derive('api-keys')).toEqual(pepper)
    expect(alone.derive('audit-seals')).not.toEqual(pepper)
    await expect(openSealer(fresh, createKeyRing(`${old}`))).rejects.toMatchObject({ code: 'KEY_WRONG' })
  })

  test('what a shredded team has sealed is noise, within a second in other processes too', async () => {
    const team = await testTeam(store)
    const another = await openSealer(store, testRing)
    const sealed = await sealer.seal(team, 'p', plain)
    await sealer.contentHash(team, plain)
    await another.open(team, 'p', sealed)
    await sealer.shred(team)
    await expect(sealer.open(team, 'p', sealed)).rejects.toEqual(broken)
    await expect(sealer.seal(team, 'p', plain)).rejects.toEqual(broken)
    await expect(sealer.contentHash(team, plain)).rejects.toEqual(broken)
    await expect
      .poll(() => another.open(team, 'p', sealed).catch((thrown: unknown) => thrown), { timeout: 3000 })
      .toEqual(broken)
    const rows = await store.readSystem((db) =>
      db.selectFrom('data_keys').select('wrapped').where('team_id', '=', team).execute(),
    )
    expect(rows.map(({ wrapped }) => wrapped.length)).toEqual([0, 0])
  })

  test('inside a transaction of the system it says always that it may not be asked there', async () => {
    const team = randomUUID()
    await expect(store.system(() => sealer.seal(team, 'p', plain))).rejects.toMatchObject({ code: 'STORE_MISUSED' })
    await expect(store.readSystem(() => sealer.open(null, 'p', plain))).rejects.toMatchObject({ code: 'STORE_MISUSED' })
  })
})
