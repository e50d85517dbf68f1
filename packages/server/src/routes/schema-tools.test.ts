import { connect } from '@understudy/sdk'
import { describe, expect, test } from 'vitest'
import { enginesAbove } from '../../test/above.ts'
import { environmentsConfig, jobEnded, rowsIn, shopEnvironments } from '../../test/environments.ts'
import { testServer } from '../../test/server.ts'
import { fillShop } from '../../test/shop.ts'

describe.each(enginesAbove)('schemas of environments on %s', async (engine) => {
  const server = await testServer(engine, { name: 'schema-tools', config: await environmentsConfig() })
  const { ask, person } = server
  const team = await server.team()
  const { token } = await person({ [team]: 'admin' })
  const writer = await person({ [team]: 'write' })
  const { live, copy } = await shopEnvironments(server, engine, { team })
  await fillShop(copy.url, 10)
  {
    await using database = await connect(live.url)
    await database.execute('alter table customers add column note text')
    await database.execute('create table shipments (id integer primary key, sent_at text)')
  }
  await server.work()
  const send = (path: string, body: object) => ask('POST', `/schema/${path}`, { token, body })
  const two = { source: live.name, target: copy.name }

  test('they are compared, and a script leads from one to the other and back', async () => {
    const { body: compared } = await send('compare', two)
    expect(compared).toMatchObject({ equal: false, source: { environment: live.name }, removed: [] })
    expect(JSON.stringify(compared.added)).toContain('shipments')
    const { body: script } = await send('migrate', two)
    expect(script).toMatchObject({ from: compared.target.fingerprint, to: compared.source.fingerprint, destructive: 0 })
    expect(script.up).toContain('shipments')

    const wrong = await send('apply', { environment: copy.name, script: script.up, confirm: 'another' })
    expect(wrong.body.errorCode).toBe('UNCONFIRMED')
    const onProduction = await send('apply', { environment: live.name, script: script.up, confirm: live.name })
    expect(onProduction.body.errorCode).toBe('TARGET_REFUSED')
    const asWriter = await ask('POST', '/schema/apply', {
      token: writer.token,
      body: { environment: copy.name, script: script.up, confirm: copy.name },
    })
    expect(asWriter.body.errorCode).toBe('FORBIDDEN')

    const { body: job } = await send('apply', { environment: copy.name, script: script.up, confirm: copy.name })
    const { result, error } = await jobEnded(server, token, team, job.id)
    expect(error).toBe(null)
    expect(result).toMatchObject({ reached: true })
    expect((await send('compare', two)).body.equal).toBe(true)
    expect(await rowsIn(copy.url, 'select note from customers')).toHaveLength(10)
    const { body: trail } = await ask('GET', `/audit?team=${team}`, { token })
    expect(JSON.stringify(trail)).toContain('schema.apply')

    const { body: again } = await send('apply', { environment: copy.name, script: script.up, confirm: copy.name })
    const repeated = await jobEnded(server, token, team, again.id)
    expect(repeated.status).toBe('failed')
    const environment = async () => (await ask('GET', `/environments/${copy.id}`, { token })).body
    await expect.poll(environment).toMatchObject({ status: 'active', job: null })
  })

  test('a script that cannot be read is refused before anybody runs it', async () => {
    const { body } = await send('apply', { environment: copy.name, script: 'create table (', confirm: copy.name })
    if (body.id === undefined) expect(body.errorCode).toMatch(/MIGRATION|SQL/)
    else expect((await jobEnded(server, token, team, body.id)).status).toBe('failed')
    expect(server.faults).toEqual([])
  })
})
