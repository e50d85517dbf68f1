import { describe, expect, test } from 'vitest'
import { enginesAbove } from '../../../test/above.ts'
import { ended, environmentsConfig, jobEnded, planned, shopEnvironments } from '../../../test/environments.ts'
import { testServer } from '../../../test/server.ts'
import { shopPolicy } from '../../../test/shop.ts'
import { sealConnection } from '../environments/environment.ts'
import { sweepClones } from './sweep-clones.ts'

describe.each(enginesAbove)('what goes on by itself after clones, on %s', async (engine) => {
  const server = await testServer(engine, { name: 'sweep-clones', config: await environmentsConfig() })
  const { ask, person, services } = server
  const team = await server.team()
  const { token } = await person({ [team]: 'admin' })
  const { live, copies } = await shopEnvironments(server, 'sqlite', { team, targets: 3 })
  await ask('POST', '/anonymization/policies', { token, body: { name: 'shop', policy: shopPolicy('sqlite') } })
  await server.work()
  const stateOf = async (id: string) => (await ask('GET', `/environments/${id}`, { token })).body
  const hold = (id: string, job: string) =>
    services.store.system((tx) =>
      tx
        .updateTable('environments')
        .set({ clone_team: team, clone_job: job, status: 'cloning', before_clone: 'inactive' })
        .where('id', '=', id)
        .execute(),
    )
  const sweep = () => sweepClones(services, new AbortController().signal)
  const begun = async (target: string) => {
    const { request } = await planned(server, { token, team, source: live.name, target, policy: 'shop' })
    const { body } = await ask('POST', '/clone', { token, body: request })
    await ended(server, token, body.id)
    return body
  }

  test('an environment that a job held which is over is free again; one that is not stays held', async () => {
    const [one, other] = copies
    const { job } = await begun(one!.name)
    await jobEnded(server, token, team, job)
    await hold(one!.id, job)
    await hold(other!.id, 'a job that nobody knows of any more')
    await sweep()
    expect(await stateOf(one!.id)).toMatchObject({ status: 'active', job: null })
    expect(await stateOf(other!.id)).toMatchObject({ status: 'inactive', job: null })
    await services.store.team(team, (tx) =>
      tx.updateTable('jobs').set({ status: 'running' }).where('id', '=', job).execute(),
    )
    await hold(one!.id, job)
    await sweep()
    expect(await stateOf(one!.id)).toMatchObject({ status: 'cloning', job })
  })

  test('what a cancelled clone has left goes as soon as its database answers', async () => {
    const copy = copies[2]!
    const { id, job } = await begun(copy.name)
    await services.store.team(team, async (tx) => {
      await tx.updateTable('clones').set({ status: 'cancelled', is_left: 1 }).where('id', '=', id).execute()
      await tx.updateTable('jobs').set({ status: 'cancelled' }).where('id', '=', job).execute()
    })
    await hold(copy.id, job)
    const away = async (databaseUrl: string) => {
      const connection_sealed = await sealConnection(services, copy.id, { databaseUrl, secrets: {} })
      await services.store.system((tx) =>
        tx.updateTable('environments').set({ connection_sealed }).where('id', '=', copy.id).execute(),
      )
    }
    await away('postgres://me@127.0.0.1:9/nobody')
    await sweep()
    expect((await ask('GET', `/clone/${id}`, { token })).body).toMatchObject({ isLeft: true })
    expect(await stateOf(copy.id)).toMatchObject({ status: 'error', job })
    await away(copy.url)
    await sweep()
    // It had taken the target's place: that is what is said of it then.
    expect((await ask('GET', `/clone/${id}`, { token })).body).toMatchObject({ isLeft: false })
    expect(await stateOf(copy.id)).toMatchObject({ job: null })
    expect(server.faults).toEqual([])
  })
})
