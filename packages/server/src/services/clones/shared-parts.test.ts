import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { testServer } from '../../../test/server.ts'
import { engines } from '../../../test/store.ts'
import { HoldLost, requireHold } from '../jobs/hold.ts'
import { noProgress } from './clone.ts'
import { HelpShare, ShareOver } from './help-share.ts'
import { LeadShare } from './lead-share.ts'
import { StoredLedger } from './stored-ledger.ts'

const state = { snapshot: '00000003-0000001B-1', plan: 'plan', made: 'made' }
const part = (name: string) =>
  ({ table: 'customers', part: name, transfer: 'binary', where: undefined, inOrder: true, bytes: 1 }) as const
const silenceMs = 100

describe.each(engines)('parts of a clone that are offered to others, on %s', async (engine) => {
  const { services, team: newTeam } = await testServer(engine, { name: 'shared-parts' })
  const team = await newTeam()

  /** A clone whose job has a leader and two places, each taken once. */
  async function begun() {
    const id = services.newId()
    const at = new Date().toISOString()
    const by = { created_at: at, created_by: 'system' }
    await services.store.team(team, async (tx) => {
      const job = { kind: 'clone', status: 'running', input_sealed: Buffer.from(''), progress: 0, attempt: 1 } as const
      await tx
        .insertInto('jobs')
        .values({ team_id: team, id, ...job, cancel_requested: 0, ...by })
        .execute()
      const taken = { status: 'running', fence: 1, tries: 1, progress: 0, rows: 0 } as const
      for (const partition of [0, 1, 2])
        await tx
          .insertInto('job_partitions')
          .values({ team_id: team, job_id: id, partition, ...taken })
          .execute()
      const sides = { source_id: 's', target_id: 't', source_name: 's', target_name: 't' }
      const policy = { policy_id: 'p', policy_version: 1, dry_run: 0, request_hash: '' } as const
      const standing = { progress: JSON.stringify(noProgress), is_left: 0, status: 'in_progress' } as const
      const clone = { job_id: id, clone_id: '0000000001', ...sides, ...policy, ...standing, ...by }
      await tx
        .insertInto('clones')
        .values({ team_id: team, id, ...clone })
        .execute()
    })
    const taking = (partition: number) => {
      const hold = { team, job: id, partition, fence: 1, tries: 1 }
      return {
        team,
        id,
        job: id,
        partition,
        fence: 1,
        guard: (tx: Parameters<typeof requireHold>[0]) => requireHold(tx, hold),
      }
    }
    let calls = 0
    const callForHelp = async () => void calls++
    const leader = new LeadShare(services, taking(0), { silenceMs, callForHelp })
    const helpers = [1, 2].map((place) => new HelpShare(services, taking(place))) as [HelpShare, HelpShare]
    const ledgerOf = (share: HelpShare) => new StoredLedger(services, { team, id, guard: (tx) => share.guard(tx) })
    return { leader, helpers, ledgerOf, calls: () => calls }
  }

  test('are had by one each, in order, until all are done', async () => {
    const { leader, helpers, calls } = await begun()
    expect(await helpers[0].state()).toBe(undefined)
    await leader.open(state, [part('0-7'), part('8-15'), part('16-23')])
    expect(await helpers[0].state()).toEqual(state)
    await helpers[1].state()
    const taken = await Promise.all([leader.take(), helpers[0].take(), helpers[1].take()])
    expect(taken.map((one) => typeof one === 'object' && one.part).sort()).toEqual(['0-7', '16-23', '8-15'])
    expect(calls()).toBe(1)
    expect(await helpers[0].take()).toBe('taken')
    for (const [at, share] of [leader, ...helpers].entries()) await share.done(taken[at] as ReturnType<typeof part>)
    expect(await leader.take()).toBe(undefined)
  })

  test('are free again once whoever had them says nothing for long, and of him nothing is noted any more', async () => {
    const { leader, helpers, ledgerOf } = await begun()
    await leader.open(state, [part('0-7'), part('8-15')])
    for (const share of helpers) await share.state()
    const [silent, alive] = [await helpers[0].take(), await helpers[1].take()]
    expect(await leader.take()).toBe('taken')
    await ledgerOf(helpers[0]).append('a line\n')
    await pause(silenceMs)
    await helpers[1].beat()
    expect(await leader.take()).toBe('taken')
    expect(await leader.take()).toEqual(silent)
    await expect(ledgerOf(helpers[0]).append('a line\n')).rejects.toThrow(HoldLost)
    await expect(helpers[0].done(part('0-7'))).rejects.toThrow(HoldLost)
    await helpers[1].done(alive as ReturnType<typeof part>)
  })

  test('are of one state of the source: who helps with an earlier one notes nothing, though he holds his place', async () => {
    const { leader, helpers, ledgerOf } = await begun()
    const [helper] = helpers
    await leader.open(state, [part('0-7')])
    await helper.state()
    const ledger = ledgerOf(helper)
    expect(await helper.take()).toEqual(part('0-7'))
    await ledger.append('of the first\n')
    await leader.close()
    for (const late of [() => ledger.append('late\n'), () => helper.done(part('0-7')), () => helper.beat()])
      await expect(late()).rejects.toThrow(ShareOver)
    await leader.open({ ...state, snapshot: 'another' }, [part('0-7')])
    await expect(ledger.append('late\n')).rejects.toThrow(ShareOver)
    const reader = ledgerOf(helpers[1])
    expect(await reader.read()).toBe('of the first\n')
    // Whoever looks again is let in, and others read what he notes.
    await helper.state()
    await ledger.append('of the second\n')
    expect([await reader.more(), await reader.more(), await ledger.more()]).toEqual(['of the second\n', '', ''])
  })
})
