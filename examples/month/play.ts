/**
 * A month in a minute: March 2026 with three instances of a server on one store, which are killed at random moments, are
 * all down for a day, and start again. Prints what became of every occurrence, and ends with an error where one was
 * decided twice, was lost, or was published twice. A number after its name is the seed of the kills.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { createSchedule } from '../../packages/server/src/services/schedules/create-schedule.ts'
import { listRuns } from '../../packages/server/src/services/schedules/list-runs.ts'
import { pauseSchedule, resumeSchedule } from '../../packages/server/src/services/schedules/pause-schedule.ts'
import type { Run } from '../../packages/server/src/services/schedules/run.ts'
import { openAt, setTime } from './store.ts'
import { byServer, prepare, wrongPhones } from './team.ts'

const minuteMs = 60_000
const timezone = 'Europe/Berlin'
const [begin, end] = [new Date('2026-03-01T06:00:00Z'), new Date('2026-04-01T00:00:00Z')]
let random = Number(process.argv[2] ?? 1)
const next = () => {
  random = (Math.imul(random, 1664525) + 1013904223) >>> 0
  return random / 2 ** 32
}

const folder = await mkdtemp(join(tmpdir(), 'understudy-month-'))
let time = begin
setTime(folder, time)
const { services, closing } = await openAt(folder)
const instances = new Map<string, ChildProcess>()
let kills = 0
try {
  await play()
} finally {
  for (const child of instances.values()) child.kill('SIGKILL')
  await closing.close()
  await rm(folder, { recursive: true, force: true })
}

async function play(): Promise<void> {
  for (const name of ['Ada', 'Grace', 'Edsger']) await start(name)
  const team = await prepare(services, quiet)
  const weekly = (name: string, dayOfWeek: number, timeOfDay: string, dataset: string) =>
    createSchedule(services, byServer(), {
      team,
      name,
      datasets: [dataset],
      recurrence: { frequency: 'weekly', dayOfWeek, timeOfDay, timezone },
    })
  const mondays = await weekly('shop, Mondays', 1, '06:00', 'shop')
  await weekly('people, Wednesdays', 3, '05:30', 'people')
  // At 02:30 of the 29th there is no such time: the clocks go from 02:00 to 03:00.
  await weekly('people, Sundays', 7, '02:30', 'people')

  await playTo(new Date('2026-03-12T12:00:00Z'))
  await wrongPhones(services, team, 0.7)
  await playTo(new Date('2026-03-16T09:00:00Z'))
  await wrongPhones(services, team, 0.2)
  await playTo(new Date('2026-03-17T20:00:00Z'))
  // All down from Tuesday evening to Wednesday afternoon.
  for (const name of [...instances.keys()]) await kill(name)
  time = new Date('2026-03-18T14:00:00Z')
  setTime(folder, time)
  for (const name of ['Ada', 'Grace', 'Edsger']) await start(name)
  await quiet()
  await pauseSchedule(services, byServer(), { team, schedule: mondays.id })
  await playTo(new Date('2026-03-24T08:00:00Z'))
  await resumeSchedule(services, byServer(), { team, schedule: mondays.id })
  await playTo(end)
  await tell(team)
}

/** From one occurrence to the next; now and then somebody dies in the middle of it. */
async function playTo(until: Date): Promise<void> {
  for (;;) {
    const due = await nextDue()
    if (due === undefined || due >= until) break
    time = new Date(due.getTime() + Math.floor(next() * 5000))
    setTime(folder, time)
    if (next() < 0.6) {
      const name = [...instances.keys()][Math.floor(next() * instances.size)]!
      await pause(next() * 900)
      await kill(name)
      await start(name)
    }
    await quiet()
  }
  time = until
  setTime(folder, time)
}

async function start(name: string): Promise<void> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'instance.ts'), folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout!, 'data')
  instances.set(name, child)
}

async function kill(name: string): Promise<void> {
  const child = instances.get(name)
  instances.delete(name)
  if (child === undefined || child.exitCode !== null) throw new Error(`${name} has ended by itself`)
  child.kill('SIGKILL')
  await once(child, 'exit')
  kills += 1
}

async function nextDue(): Promise<Date | undefined> {
  const [team] = await services.store.places()
  if (team === undefined) return undefined
  const { next } = await services.store.readTeam(team, (db) =>
    db
      .selectFrom('schedules')
      .select((of) => of.fn.min('next_at').as('next'))
      .executeTakeFirstOrThrow(),
  )
  return next ? new Date(next) : undefined
}

/** Until nothing is under way and nothing due. What a dead one has begun is taken up when its lease is over. */
async function quiet(): Promise<void> {
  for (let looks = 0; ; looks++) {
    const [team] = await services.store.places()
    const open = team === undefined ? false : await isOpen(team)
    if (!open) return
    if (looks > 0 && looks % 20 === 0) {
      time = new Date(time.getTime() + minuteMs)
      setTime(folder, time)
    }
    await pause(100)
  }
}

async function isOpen(team: string): Promise<boolean> {
  const at = time.toISOString()
  const open = await services.store.readTeam(team, async (db) => [
    await db.selectFrom('schedules').select('id').where('next_at', '<=', at).execute(),
    await db
      .selectFrom('schedule_runs')
      .select('id')
      .where('state', 'in', ['waiting', 'starting', 'running'])
      .execute(),
    await db.selectFrom('jobs').select('id').where('status', 'in', ['pending', 'running']).execute(),
    await db.selectFrom('versions').select('version as id').where('status', '=', 'hidden').execute(),
  ])
  return open.some((rows) => rows.length > 0)
}

async function tell(team: string): Promise<void> {
  const { runs } = await listRuns(services, byServer(), { team, limit: 200 })
  const inOrder = runs.toSorted((one, other) => one.occurrence.at.localeCompare(other.occurrence.at))
  const lines = inOrder.map((run) => [
    run.occurrence.local.replace('T', ' ').slice(0, 16),
    run.name,
    run.kind,
    run.status,
    run.attempt > 1 ? `begun ${run.attempt} times` : '',
    run.why ?? run.occurrence.note ?? '',
  ])
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)))
  for (const line of lines)
    console.log(
      line
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
  await check(team, inOrder)
  const published = runs.filter(({ status }) => status === 'published').length
  console.log(
    `\n${runs.length} occurrences by three instances that were killed ${kills} times: ${published} published, each once`,
  )
}

async function check(team: string, runs: readonly Run[]): Promise<void> {
  const places = runs.map(({ schedule, kind, occurrence }) => `${schedule} ${kind} ${occurrence.at}`)
  if (new Set(places).size !== places.length) throw new Error('an occurrence was decided twice')
  const events = await services.store.readTeam(team, (db) =>
    db.selectFrom('events').select('subject').where('type', '=', 'refresh.published').execute(),
  )
  for (const { refresh, status } of runs) {
    const told = events.filter(({ subject }) => subject === `refresh:${refresh}`).length
    if (told !== (status === 'published' ? 1 : 0))
      throw new Error(`a run that is ${status} was published ${told} times`)
  }
  // Five Mondays, four Wednesdays, and the Sundays after the first, which was over when the schedules were made.
  if (runs.length !== 13) throw new Error(`there were ${runs.length} occurrences, and March has 13`)
}
