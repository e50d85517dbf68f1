import type { Role } from '../../../auth/permissions.ts'
import type { Recurrence } from '../../../scheduler/recurrence.ts'
import { endSession } from '../../auth/end-session.ts'
import { startSession } from '../../auth/session-tokens.ts'
import type { Call } from '../../call.ts'
import { changeSystem } from '../../change.ts'
import { createDataset } from '../../datasets/create-dataset.ts'
import { importVersion } from '../../datasets/write/import-version.ts'
import { startGeneration } from '../../jobs/start-generation.ts'
import { changeIncident, type IncidentStep } from '../../quality/incidents/change-incident.ts'
import { listIncidents } from '../../quality/incidents/list-incidents.ts'
import { putRules } from '../../quality/put-rules.ts'
import { createSchedule } from '../../schedules/create-schedule.ts'
import type { ScheduleInput } from '../../schedules/schedule-input.ts'
import { type TeamConfigInput, teamConfig } from '../../teams/config/team-config.ts'
import { writeTeamConfig } from '../../teams/config/write-team-config.ts'
import { createTeam } from '../../teams/create-team.ts'
import { insertUser } from '../../users/create-user.ts'
import type { Past } from './past.ts'

export interface Person {
  readonly id: string
  readonly email: string
  readonly name: string
}

/** What the people of the month do, each by the service that a request of theirs would have called. */
export class Stage {
  readonly past: Past
  readonly #roles = new Map<string, Map<string, Role>>()
  readonly #teams = new Map<string, string>()
  readonly #people = new Map<string, Person>()
  readonly #schedules = new Map<string, string>()

  constructor(past: Past) {
    this.past = past
  }

  /** The system itself, or somebody with the roles that they have by now. */
  as(person?: Person, session = ''): Call {
    const actor = person
      ? ({
          kind: 'user',
          ...person,
          isSystemAdmin: false,
          session,
          memberships: this.#roles.get(person.id) ?? new Map(),
        } as const)
      : ({ kind: 'system', for: undefined } as const)
    return { actor, requestId: 'demo', ip: null, signal: new AbortController().signal }
  }

  async team(slug: string, name: string): Promise<void> {
    const { id } = await createTeam(this.past.services, this.as(), { slug, name })
    this.#teams.set(slug, id)
  }

  /** Nobody knows a password of theirs, and none gets a link: they only have been. */
  async person(email: string, name: string, roles: Readonly<Record<string, Role>>): Promise<Person> {
    const { services } = this.past
    const created_at = services.now().toISOString()
    const { id } = await changeSystem(services, this.as(), async (tx, note) => {
      const row = await insertUser(services, tx, { email, name, isSystemAdmin: false })
      note.audit({ action: 'user.create', subject: `user:${row.id}`, details: { systemAdmin: false } })
      for (const [slug, role] of Object.entries(roles)) {
        const team = this.teamId(slug)
        await tx.insertInto('memberships').values({ team_id: team, user_id: row.id, role, created_at }).execute()
        note.audit({ action: 'member.join', subject: `user:${row.id}`, team, details: { team, role } })
      }
      return row
    })
    this.#roles.set(id, new Map(Object.entries(roles).map(([slug, role]) => [this.teamId(slug), role])))
    const person = { id, email, name }
    this.#people.set(name, person)
    return person
  }

  /** One that is kept back until it has passed its rules, and is generated where a schema says what of. */
  async dataset(by: Person, team: string, { name, description, rules, schema, seed }: DatasetOfMonth): Promise<void> {
    const { services } = this.past
    await createDataset(services, this.as(by), team, { name, description })
    if (rules) {
      const gate = { refuse: 'failed', strict: false, minScore: null } as const
      await putRules(services, this.as(by), { team, dataset: name, rules, gate, samples: { rows: 10, days: 30 } })
    }
    if (schema) await startGeneration(services, this.as(by), { team, dataset: name, schema, options: { seed } })
  }

  async upload(by: Person, team: string, dataset: string, entity: string, lines: string): Promise<void> {
    const { services } = this.past
    const body = async function* () {
      yield Buffer.from(lines)
    }
    const into = { team, dataset, format: 'ndjson', entity, primaryKeys: { [entity]: ['id'] } }
    // While it goes on it is looked at whether whoever uploads is still signed in.
    const session = await services.store.system((tx) => startSession(services, tx, this.as(by), by.id, 'demo'))
    const call = this.as(by, session.id)
    await importVersion(services, call, into, body())
    await endSession(services, call, 'current')
  }

  async schedule(
    by: Person,
    team: string,
    { recurrence, ...input }: Omit<ScheduleInput, 'recurrence'> & { readonly recurrence: Recurrence },
  ): Promise<void> {
    const { id } = await createSchedule(this.past.services, this.as(by), { team, recurrence, ...input })
    this.#schedules.set(input.name, id)
  }

  /** For what is done to a schedule by its id. */
  scheduleNamed(name: string): string {
    const id = this.#schedules.get(name)
    if (id === undefined) throw new Error(`there is no schedule ${name} in the month`)
    return id
  }

  async configure(by: Person, team: string, config: TeamConfigInput): Promise<void> {
    await writeTeamConfig(this.past.services, this.as(by), { team, config: teamConfig.parse(config) })
  }

  /** The newest incident of a team that is not resolved; nothing where there is none. */
  async incident(by: Person, team: string, step: IncidentStep, note: string): Promise<void> {
    const { services } = this.past
    const call = this.as(by)
    const { incidents } = await listIncidents(services, call, { team, status: 'unresolved', limit: 1 })
    const [incident] = incidents
    if (incident) await changeIncident(services, call, { team, incident: incident.id, step, note })
  }

  known(name: string): Person {
    const person = this.#people.get(name)
    if (person === undefined) throw new Error(`there is no ${name} in the month`)
    return person
  }

  teamId(slug: string): string {
    const id = this.#teams.get(slug)
    if (id === undefined) throw new Error(`there is no team ${slug} in the month`)
    return id
  }
}

interface DatasetOfMonth {
  readonly name: string
  readonly description: string
  readonly rules?: Readonly<Record<string, unknown>>
  readonly schema?: unknown
  readonly seed?: number
}
