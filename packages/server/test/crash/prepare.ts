import type { Admin } from '../../src/admin/open-admin.ts'
import type { Services } from '../../src/services/call.ts'
import { insertKey } from '../../src/services/keys/create-key.ts'
import { personsOf } from '../persons.ts'
import { Acknowledged } from './acknowledged.ts'
import { asked, type Target } from './load.ts'

const scopes = ['datasets.read', 'datasets.write', 'jobs.start', 'jobs.read', 'leases.take'] as const

/** A team with a dataset to upload to and one to lease of, on a server that runs. */
export async function prepare({ services }: Admin, url: string, poolRows: number) {
  const team = await personsOf(services).team()
  const input = { name: 'load', scopes, days: 2, team, createdBy: 'system' }
  const key = await services.store.system((tx) => insertKey(services, tx, input))
  const acknowledged = new Acknowledged()
  /** On whichever server runs on a store in which the team is, with the services of that. */
  const target = async (at: string, of: Services = services): Promise<Target> => ({
    url: at,
    team,
    key: key.text,
    admin: (await personsOf(of).person({ [team]: 'admin' })).token,
  })
  const first = await target(url)
  for (const name of ['uploads', 'pool']) await asked(first, 'POST', '/datasets', 201, { json: { name } })
  const pool = Array.from({ length: poolRows }, (_, id) => `{"id":${id}}\n`).join('')
  await asked(first, 'POST', '/datasets/pool/versions', 201, { body: pool })
  const one = await asked(first, 'POST', '/datasets/uploads/versions', 201, { body: '{"tag":"first","of":1}\n' })
  acknowledged.uploads.set(one.version, { tag: 'first', rows: 1, contentHash: one.contentHash })
  return { acknowledged, target }
}
