import { verify as check } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { engines, testRing, testStoreConfig, testTeam } from '../../test/store.ts'
import { attack } from '../../test/store-attacker.ts'
import { openStore } from '../store/open-store.ts'
import type { Store } from '../store/store.ts'
import type { AuditRow } from './audit-row.ts'
import { genesis, sealOf } from './seal.ts'
import { createTrail, type TrailEntry } from './trail.ts'
import { systemRows, teamRows } from './trail-rows.ts'
import { verifyTrail } from './verify.ts'
import { fileWitness } from './witness.ts'

const trail = createTrail({ derive: (purpose) => Buffer.from(purpose.padEnd(32, '.')) })
const at = new Date('2026-01-02T03:04:05Z')
const origin = {
  actor: { kind: 'key', id: 'k1', name: 'ci', team: 't', scopes: new Set<never>() } as const,
  ip: '203.0.113.7',
  requestId: 'r1',
}
const entry = (number: number): TrailEntry => ({
  action: 'dataset.publish',
  subject: `dataset:${number}`,
  details: { rows: number },
  before: { version: number },
  after: { version: number + 1 },
})

describe.each(engines)('the trail of a team on %s', async (engine) => {
  const config = await testStoreConfig(engine, 'trail')
  const store = await openStore(config, testRing)
  afterAll(() => store.close())
  const folder = await mkdtemp(join(tmpdir(), 'understudy-trail-'))
  afterAll(() => rm(folder, { recursive: true }))

  async function teamWith(entries: number): Promise<string> {
    const team = await testTeam(store)
    for (let i = 1; i <= entries; i++) await append(store, team, entry(i))
    return team
  }
  const verify = async (team: string, kept = fileWitness(join(folder, team))) => {
    const recalled = await kept.recall(team)
    return store.readTeam(team, (db) => verifyTrail(teamRows(db, team), trail.sealKey(team), trail.signer, recalled))
  }
  const checkpoint = async (team: string, position: number) => {
    const signed = await store.readTeam(team, async (db) => {
      const seal = await teamRows(db, team).sealAt(position)
      return trail.signer.sign({ trail: team, position, seal: seal!, at: at.toISOString() })
    })
    await fileWitness(join(folder, team)).keep(signed)
    await store.team(team, (tx) => teamRows(tx, team).insertCheckpoint(signed))
  }
  const rowsOf = (team: string) => store.readTeam(team, (db) => teamRows(db, team).after(0, 1000))

  test('a row says who did what, from where, in which request, and what was before and after by digests alone', async () => {
    const team = await teamWith(1)
    const [row] = await rowsOf(team)
    expect(row).toMatchObject({
      position: 1,
      actor: 'key:k1',
      ip: '203.0.113.7',
      request_id: 'r1',
      action: 'dataset.publish',
      subject: 'dataset:1',
      at: at.toISOString(),
    })
    expect(row!.before_digest).toMatch(/^[\w-]{43}$/)
    expect(row!.before_digest).not.toBe(row!.after_digest)
    expect(JSON.stringify(row)).not.toContain('"version"')
  })

  test('a trail that nobody touched is intact, with and without checkpoints', async () => {
    const team = await teamWith(5)
    expect(await verify(team)).toMatchObject({ intact: true, entries: 5, checkpoints: 0, firstBroken: null })
    await checkpoint(team, 3)
    expect(await verify(team)).toMatchObject({ intact: true, entries: 5, checkpoints: 1, witnessed: 1 })
    expect(await verify(await testTeam(store))).toMatchObject({ intact: true, entries: 0 })
  })

  test('a checkpoint can be checked by whoever has the public key alone', async () => {
    const team = await teamWith(1)
    await checkpoint(team, 1)
    const { signedBy } = await verify(team)
    const [kept] = await fileWitness(join(folder, team)).recall(team)
    const said = ['understudy.audit-checkpoint.1', kept!.trail, kept!.position, kept!.seal, kept!.at]
    const signature = Buffer.from(kept!.signature, 'base64url')
    expect(kept!.keyId).toBe(signedBy.keyId)
    expect(check(null, Buffer.from(JSON.stringify(said)), signedBy.publicKey, signature)).toBe(true)
  })

  test('the server itself can neither change nor remove a row', async () => {
    const team = await teamWith(2)
    await checkpoint(team, 2)
    for (const table of ['audit', 'audit_checkpoints'] as const) {
      await expect(
        store.team(team, (tx) => tx.updateTable(table).set({ seal: 'x' }).where('team_id', '=', team).execute()),
      ).rejects.toThrow()
      await expect(
        store.team(team, (tx) => tx.deleteFrom(table).where('team_id', '=', team).execute()),
      ).rejects.toThrow()
    }
    expect(await verify(team)).toMatchObject({ intact: true, entries: 2, checkpoints: 1 })
  })

  test.each([
    "actor = 'user:x'",
    "at = '2026-01-03T00:00:00.000Z'",
    'ip = null',
    "request_id = 'r2'",
    "action = 'dataset.read'",
    "subject = 'dataset:9'",
    `details = '{"rows":4}'`,
    'before_digest = null',
    'after_digest = before_digest',
    "seal = 'x'",
  ])('verify names the first row that was changed: %s', async (change) => {
    const team = await teamWith(4)
    await attack(config, team, [`update audit set ${change} where team_id = '${team}' and position >= 3`])
    expect((await verify(team)).firstBroken).toEqual({ position: 3, why: 'changed' })
  })

  test('verify names where a row was taken out, also the first', async () => {
    for (const position of [1, 3]) {
      const team = await teamWith(4)
      await attack(config, team, [`delete from audit where team_id = '${team}' and position = ${position}`])
      expect((await verify(team)).firstBroken).toEqual({ position, why: 'missing' })
    }
  })

  test('rows that changed places are no trail', async () => {
    const team = await teamWith(3)
    const move = (from: number, to: number) =>
      `update audit set position = ${to} where team_id = '${team}' and position = ${from}`
    await attack(config, team, [move(2, 99), move(3, 2), move(99, 3)])
    expect((await verify(team)).firstBroken).toEqual({ position: 2, why: 'changed' })
  })

  test('an end that was cut off shows by the head, and where the head was set back too, by a checkpoint', async () => {
    const cut = (team: string) => `delete from audit where team_id = '${team}' and position > 2`
    const back = (team: string) => `update heads set position = 2 where team_id = '${team}' and name = 'audit'`
    const [plain, thorough] = [await teamWith(4), await teamWith(4)]
    await attack(config, plain, [cut(plain)])
    expect((await verify(plain)).firstBroken).toEqual({ position: 3, why: 'truncated' })
    await checkpoint(thorough, 4)
    await attack(config, thorough, [cut(thorough), back(thorough)])
    expect((await verify(thorough)).firstBroken).toEqual({ position: 3, why: 'truncated' })
  })

  test('a trail and its checkpoints that were removed altogether show by what is kept outside of the store', async () => {
    const team = await teamWith(3)
    await checkpoint(team, 3)
    const all = ['audit', 'audit_checkpoints', 'heads'].map((table) => `delete from ${table} where team_id = '${team}'`)
    await attack(config, team, all)
    expect((await verify(team)).firstBroken).toEqual({ position: 1, why: 'truncated' })
    expect((await verify(team, fileWitness(join(folder, 'lost')))).intact).toBe(true)
  })

  test('rows that were written anew with the true key show by a checkpoint outside', async () => {
    const team = await teamWith(4)
    await checkpoint(team, 4)
    const forged = resealed(
      team,
      (await rowsOf(team)).map((row) => (row.position === 2 ? { ...row, actor: 'user:x' } : row)),
    )
    await attack(config, team, [
      `delete from audit_checkpoints where team_id = '${team}'`,
      ...forged.map(
        ({ actor, seal, position }) =>
          `update audit set actor = '${actor}', seal = '${seal}' where team_id = '${team}' and position = ${position}`,
      ),
    ])
    expect((await verify(team)).firstBroken).toEqual({ position: 4, why: 'rewritten' })
  })

  test('a checkpoint that the server did not sign is named, in the store and outside', async () => {
    const team = await teamWith(3)
    await checkpoint(team, 2)
    await attack(config, team, [`update audit_checkpoints set position = 3 where team_id = '${team}'`])
    expect((await verify(team)).firstBroken).toEqual({ position: 3, why: 'checkpoint-forged' })
    const other = await teamWith(1)
    await fileWitness(join(folder, other)).keep({
      ...trail.signer.sign({ trail: other, position: 9, seal: '', at: '' }),
      seal: 'x',
    })
    expect(await verify(other)).toMatchObject({ intact: true, witnessed: 0, witnessUnreadable: 1 })
  })

  test("a row of another team's trail does not verify in this one", async () => {
    const [from, to] = [await teamWith(1), await testTeam(store)]
    const [row] = await rowsOf(from)
    const moved = resealed(from, [{ ...row!, team_id: to }])[0]!
    await store.team(to, (tx) => teamRows(tx, to).insert([moved]))
    expect((await verify(to)).firstBroken).toEqual({ position: 1, why: 'changed' })
  })

  test('what many write at the same time is one chain without gaps', async () => {
    const team = await testTeam(store)
    await Promise.all(Array.from({ length: 20 }, (_, i) => append(store, team, entry(i), entry(i + 100))))
    expect(await verify(team)).toMatchObject({ intact: true, entries: 40 })
  })

  test('after rows were taken away new ones are still written, and the break stays', async () => {
    const team = await teamWith(3)
    await attack(config, team, [`delete from audit where team_id = '${team}' and position >= 2`])
    await append(store, team, entry(4))
    expect((await verify(team)).firstBroken).toEqual({ position: 2, why: 'missing' })
  })

  test('the trail of the system is one of its own, and says which team a row is about', async () => {
    const team = await testTeam(store)
    await store.system((tx) => trail.append(systemRows(tx), origin, at, [entry(1), { ...entry(2), team }]))
    const check = () => store.readSystem((db) => verifyTrail(systemRows(db), trail.sealKey('system'), trail.signer, []))
    expect(await check()).toMatchObject({ intact: true, entries: 2, trail: 'system' })
    await expect(store.system((tx) => tx.deleteFrom('system_audit').execute())).rejects.toThrow()
    await attack(config, undefined, ['update system_audit set team_id = null where position = 2'])
    expect((await check()).firstBroken).toEqual({ position: 2, why: 'changed' })
  })
})

function append(store: Store, team: string, ...entries: TrailEntry[]): Promise<void> {
  return store.team(team, (tx) => trail.append(teamRows(tx, team), origin, at, entries))
}

/** What somebody writes who has the server's key. */
function resealed(team: string, rows: readonly AuditRow[]): AuditRow[] {
  let before = genesis
  return rows.map((row) => {
    before = sealOf(trail.sealKey(team), team, before, row)
    return { ...row, seal: before }
  })
}
