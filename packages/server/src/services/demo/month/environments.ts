import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { connect, createTables, fillDatabase } from '@understudy/sdk'
import { cloneFor } from '../../clones/clone-for.ts'
import { startClone } from '../../clones/start-clone.ts'
import { createEnvironment } from '../../environments/create-environment.ts'
import { grantEnvironment } from '../../environments/grant-environment.ts'
import { createPolicy } from '../../policies/create-policy.ts'
import { subscribers } from './schemas.ts'
import type { Person, Stage } from './stage.ts'

const [live, staging] = ['newsletter-live', 'newsletter-staging']

const policy = {
  kind: 'masking-policy',
  version: 1,
  transforms: { email: 2, 'first-name': 2 },
  tables: {
    subscribers: {
      group: 'subscribers',
      columns: {
        id: 'keep',
        first_name: { transform: 'first-name' },
        email: { transform: 'email' },
        status: 'keep',
        since: 'keep',
      },
    },
  },
}

/** A live database, made up like everything here, a place for its copies, and what masks them. */
export async function prepareEnvironments(stage: Stage, by: Person): Promise<void> {
  const { services } = stage.past
  const { files } = services.databases
  if (files === undefined) return
  await mkdir(files, { recursive: true, mode: 0o700 })
  const urlOf = (name: string) => `sqlite:${join(files, `${name}.db`)}`
  {
    await using database = await connect(urlOf(live))
    await createTables(database, subscribers)
    await fillDatabase(database, { schema: subscribers, seed: 9 })
  }
  for (const [name, type, level] of [
    [live, 'production', 'admin'],
    [staging, 'test', 'admin'],
  ] as const) {
    const { id: environment } = await createEnvironment(services, stage.as(), {
      name,
      type,
      databaseUrl: urlOf(name),
      secrets: {},
      tags: ['newsletter'],
      isReadOnly: false,
      status: 'active',
      maskingKey: 'generate',
      watchSeconds: null,
      suites: null,
    })
    await grantEnvironment(services, stage.as(), { environment, team: 'demo' }, level)
  }
  await createPolicy(services, stage.as(by), { team: 'demo', name: 'newsletter', policy })
}

/** Planned, confirmed and done, just now. */
export async function cloneNow(stage: Stage): Promise<void> {
  const { services } = stage.past
  if (services.databases.files === undefined) return
  const by = stage.known('Mara Lind')
  const asked = { team: 'demo', source: live, target: staging, policy: 'newsletter', ...usual }
  const { id } = await startClone(services, stage.as(by), { ...asked, dryRun: true })
  await stage.past.settle()
  const { plan_hash: plan } = await cloneFor(services, stage.as(by), { clone: id, action: 'clones.read' })
  if (!plan) return
  await startClone(services, stage.as(by), { ...asked, dryRun: false, confirm: { name: staging, plan } })
  await stage.past.settle()
}

const usual = {
  workers: 1,
  helpers: 0,
  disconnect: false,
  keepBackupDays: 7,
  keepForReset: true,
  waive: ['source-can-write' as const],
}
