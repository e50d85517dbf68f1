import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { enginesAbove } from '../../test/above.ts'
import { testServer } from '../../test/server.ts'
import type { Actor } from '../auth/actor.ts'
import { scopes } from '../auth/permissions.ts'
import { createClient } from '../client.ts'
import { createDataGeneratorService, type GenerationStatus } from './data-generator-service.ts'
import { createDataManagerService } from './data-manager-service.ts'
import { localAccess } from './local-access.ts'
import { remoteAccess } from './remote-access.ts'

const shop = {
  entities: [
    {
      name: 'customers',
      fields: [
        { name: 'id', kind: 'sequence' },
        { name: 'name', kind: 'full-name' },
      ],
    },
    { name: 'orders', fields: [{ name: 'id', kind: 'sequence' }, { name: 'customer_id' }] },
  ],
  relationships: [
    {
      type: 'one-to-many' as const,
      parent: { entity: 'customers' },
      child: { entity: 'orders', fields: ['customer_id'] },
    },
  ],
}
const kinds = ['in this process', 'over HTTP'] as const

describe.each(enginesAbove)('data of teams on %s', async (engine) => {
  const server = await testServer(engine, { name: 'services' })
  const { services, person } = server
  const boss = await person({}, { isSystemAdmin: true })
  await server.work()
  /** Without a socket, and with the turn of the event loop that one would take. */
  const fetch = async (request: Request) => {
    await nextTurn()
    return server.app.fetch(request)
  }
  const over = (token: string) => remoteAccess(createClient('http://localhost:4600', { key: token, fetch }))

  describe.each(kinds)('%s', async (kind) => {
    const slug = kind.replaceAll(' ', '-').toLowerCase()
    const [own, other] = [await server.team(slug), await server.team(`${slug}-2`)]
    const member = await person({ [own]: 'admin', [other]: 'write' })
    /** As somebody who is signed in, in either way. */
    const accessOf = ({ id, token }: { id: string; token: string }, isSystemAdmin: boolean) => {
      if (kind === 'over HTTP') return over(token)
      const memberships = new Map(isSystemAdmin ? [] : [[own, 'admin'] as const, [other, 'write'] as const])
      const actor = { kind: 'user', id, email: '', name: '', session: '', isSystemAdmin, memberships } as const
      return localAccess(services, actor)
    }
    /** As a key of one team. */
    const keyAccess = async () => {
      if (kind === 'over HTTP') return over(await server.key(own, scopes))
      const actor: Actor = { kind: 'key', id: 'k', name: 'k', team: own, scopes: new Set(scopes) }
      return localAccess(services, actor)
    }
    const access = accessOf(member, false)
    const generator = createDataGeneratorService(access)
    const manager = createDataManagerService(access)
    const rowsOf = async (data: AsyncIterable<Record<string, unknown>>) => {
      const rows: Record<string, unknown>[] = []
      for await (const row of data) rows.push(row)
      return rows
    }
    const textOf = async (bytes: AsyncIterable<Uint8Array>) => {
      const pieces: Uint8Array[] = []
      for await (const piece of bytes) pieces.push(piece)
      return Buffer.concat(pieces).toString()
    }

    test('a schema becomes data of a team, which is read, filtered and written in a format', async () => {
      expect(generator.validateSchema(shop).valid).toBe(true)
      expect(generator.validateSchema({ entities: [] }).problems).toMatchObject([{ path: 'entities' }])
      const started: GenerationStatus[] = []
      const dataset = await generator.generateData(shop, {
        teamId: slug,
        dataset: 'shop',
        rows: { customers: 3, orders: 1500 },
        seed: 7,
        format: 'CSV',
        onStarted: (status) => started.push(status),
      })
      expect(dataset).toMatchObject({ name: 'shop', version: 1, metadata: { status: 'ready', rows: 1503 } })
      expect(dataset.updatedAt).toBeInstanceOf(Date)
      // More than one page of them.
      expect((await rowsOf(dataset.data('orders'))).map(({ id }) => id)).toEqual(
        Array.from({ length: 1500 }, (_, i) => i + 1),
      )
      expect(await textOf(dataset.encoded('customers'))).toMatch(/^id,name\n1,[^\n]+\n2,[^\n]+\n3,[^\n]+\n$/)
      expect(await textOf(dataset.encoded('customers', 'ndjson'))).toMatch(/^\{"id":1,"name":/)
      const [status] = started
      expect(status).toMatchObject({ status: 'pending', progress: 0, endTime: undefined })
      const now = await generator.getGenerationStatus(status!.jobId, slug)
      expect(now).toMatchObject({ status: 'completed', progress: 1, errorMessage: undefined })
      expect(now.endTime).toBeInstanceOf(Date)
      const some = await manager.getTeamData(slug, { dataset: 'shop', filter: 'id > 1498' })
      expect((await rowsOf(some.data('orders'))).map(({ id }) => id)).toEqual([1499, 1500])
    })

    test('whoever has to do with one team need not name it, and what is cancelled is never published', async () => {
      const own = createDataGeneratorService(await keyAccess())
      let job = ''
      const asked = own.generateData(shop, {
        teamId: slug,
        dataset: 'cancelled',
        rows: 200_000,
        onStarted: ({ jobId }) => {
          job = jobId
        },
      })
      const ended = asked.then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
      await expect.poll(() => job).not.toBe('')
      await own.cancelGeneration(job)
      expect(await ended).toMatchObject({ code: 'CANCELLED' })
      expect((await own.getGenerationStatus(job)).status).toBe('cancelled')
      await expect(manager.getTeamData(slug, { dataset: 'cancelled' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
      await expect(generator.getGenerationStatus(job)).rejects.toMatchObject({ code: 'REQUEST_INVALID' })
      const stop = new AbortController()
      const stopped = generator.generateData(shop, {
        teamId: slug,
        dataset: 'cancelled',
        rows: 200_000,
        signal: stop.signal,
        onStarted: ({ jobId }) => {
          job = jobId
          stop.abort(new Error('enough'))
        },
      })
      await expect(stopped).rejects.toThrow('enough')
      expect((await generator.getGenerationStatus(job, slug)).status).toBe('cancelled')
    })

    test('data is given, made anew and put away', async () => {
      const shopData = await manager.getTeamData(slug, { dataset: 'shop' })
      const customizations = { volumes: { orders: 4 } }
      const given = await manager.distributeDataToTeam(`${slug}-2`, shopData, { as: 'theirs', customizations })
      expect(given).toMatchObject({ team: other, version: 1, rows: 7, made: 'generated' })
      await manager.distributeDataToTeam(`${slug}-2`, { teamId: slug, id: 'shop' }, { as: 'theirs', customizations })
      const refreshed = await manager.refreshTeamData(`${slug}-2`, { datasets: ['theirs'], seed: 'same' })
      expect(refreshed).toMatchObject({ team: other, started: [{ name: 'theirs' }], skipped: [] })
      // Whoever asks all the time does not keep the job from being done.
      let now = await generator.getGenerationStatus(refreshed.started[0]!.job!, `${slug}-2`)
      while (now.endTime === undefined) now = await generator.getGenerationStatus(now.jobId, `${slug}-2`)
      expect(now.status).toBe('completed')
      const theirs = await manager.getTeamData(`${slug}-2`, { dataset: 'theirs' })
      expect(theirs).toMatchObject({ version: 3, metadata: { rows: 7, origin: { refreshes: 2 } } })
      const archived = await manager.archiveOldData(`${slug}-2`, { versions: 2 })
      expect(archived.versions).toMatchObject([{ name: 'theirs', version: 1, became: 'archived' }])
    })

    test('a team is made and configured, and its environment shown', async () => {
      const administration = createDataManagerService(accessOf(boss, true))
      const environment = await administration.createTeamEnvironment(`${slug}-new`, {
        teamName: 'New',
        dataRequirements: [{ dataset: 'shop', schema: shop, rows: 5 }],
        customizations: [{ dataset: 'shop', locale: 'de' }],
        accessLevel: 'read',
      })
      expect(environment).toMatchObject({
        slug: `${slug}-new`,
        name: 'New',
        accessLevel: 'read',
        accessControls: [],
        customizations: [{ dataset: 'shop', locale: 'de' }],
        refreshSchedule: null,
      })
      expect(environment.requirements).toMatchObject([{ dataset: 'shop' }])
      expect(environment.requirements?.[0]?.status).not.toBe('missing')
    })

    test('what goes wrong has the same code, the same words and the same advice', async () => {
      const refused = async (work: () => Promise<unknown>) => {
        const thrown = await work().catch((error: unknown) => error)
        expect(thrown).toMatchObject({ name: 'ApiError' })
        const { code, status, suggestedActions, details } = thrown as Record<string, unknown>
        return { code, status, details, advised: (suggestedActions as string[]).length > 0 }
      }
      const generate = (schema: object, dataset = 'x') =>
        generator.generateData(schema as typeof shop, { teamId: slug, dataset })
      expect(await refused(() => generate({ entities: [{ name: 'x', fields: [] }] }))).toMatchObject({
        code: 'SCHEMA_INVALID',
        status: 400,
        advised: true,
      })
      expect(await refused(() => manager.getTeamData('nobody-s', { dataset: 'x' }))).toMatchObject({
        code: 'NOT_FOUND',
        status: 404,
        advised: true,
      })
      const wrong = manager.getTeamData(slug, { dataset: 'shop', filter: 'no such' })
      expect(await refused(async () => rowsOf((await wrong).data('orders')))).toMatchObject({ status: 400 })
      const odd = { customizations: { volumes: { shops: 1 } } }
      expect(
        await refused(() => manager.distributeDataToTeam(`${slug}-2`, { teamId: slug, id: 'shop' }, odd)),
      ).toMatchObject({
        code: 'TEAM_CONFIG_CONFLICT',
        status: 409,
        details: { conflicts: [{ at: 'shops', why: 'there is no such entity' }] },
      })
      const twice = { teamName: 'Again', customizations: [{ dataset: 'x' }, { dataset: 'x' }] }
      const again = () => createDataManagerService(accessOf(boss, true)).createTeamEnvironment(`${slug}-odd`, twice)
      expect(await refused(again)).toMatchObject({ code: 'REQUEST_INVALID', status: 400 })
      const format = async () =>
        textOf((await manager.getTeamData(slug, { dataset: 'shop' })).encoded('orders', 'docx'))
      expect(await refused(format)).toMatchObject({ status: 400, advised: true })
    })
  })

  test('nothing of this was a fault of the server', () => {
    expect(server.faults).toEqual([])
  })
})
