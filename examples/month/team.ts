import { readFileSync } from 'node:fs'
import type { ServerServices } from '../../packages/server/src/open-services.ts'
import type { Call } from '../../packages/server/src/services/call.ts'
import { createDataset } from '../../packages/server/src/services/datasets/create-dataset.ts'
import { startGeneration } from '../../packages/server/src/services/jobs/start-generation.ts'
import { putRules } from '../../packages/server/src/services/quality/put-rules.ts'
import { teamConfig } from '../../packages/server/src/services/teams/config/team-config.ts'
import { writeTeamConfig } from '../../packages/server/src/services/teams/config/write-team-config.ts'
import { createTeam } from '../../packages/server/src/services/teams/create-team.ts'

const read = (name: string) => JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8'))
const people = {
  entities: [{ name: 'people', fields: { id: 'sequence', name: 'full-name', email: 'email' } }],
}

export function byServer(): Call {
  return {
    actor: { kind: 'system', for: undefined },
    requestId: 'month',
    ip: null,
    signal: new AbortController().signal,
  }
}

/** A team with two datasets, one of which has rules to pass; its id. `settled`: waits until both are there. */
export async function prepare(services: ServerServices, settled: () => Promise<void>): Promise<string> {
  const call = byServer()
  const { id: team } = await createTeam(services, call, { slug: 'month', name: 'Month' })
  await createDataset(services, call, team, { name: 'shop', description: '' })
  const gate = { refuse: 'failed', strict: false, minScore: null } as const
  const rules = { team, dataset: 'shop', rules: read('shop-quality-rules.json'), gate, samples: { rows: 5, days: 30 } }
  await putRules(services, call, rules)
  await startGeneration(services, call, { team, dataset: 'shop', schema: read('shop.json'), options: { seed: 1 } })
  await startGeneration(services, call, { team, dataset: 'people', schema: people, options: { rows: 100, seed: 1 } })
  await settled()
  return team
}

/** From then on that share of customers has no telephone number; more than four in ten break a rule. */
export async function wrongPhones(services: ServerServices, team: string, nullRate: number): Promise<void> {
  const fields = { customers: { phone: { nullRate } } }
  const config = teamConfig.parse({ customizations: [{ dataset: 'shop', fields }] })
  await writeTeamConfig(services, byServer(), { team, config })
}
