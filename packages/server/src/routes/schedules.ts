import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import type { Services } from '../services/call.ts'
import { backfill } from '../services/schedules/backfill.ts'
import { readCalendar } from '../services/schedules/calendar.ts'
import { createSchedule } from '../services/schedules/create-schedule.ts'
import { listRuns, readRun } from '../services/schedules/list-runs.ts'
import { listSchedules, readSchedule } from '../services/schedules/list-schedules.ts'
import { pauseSchedule, resumeSchedule } from '../services/schedules/pause-schedule.ts'
import { nextOfSchedule, previewRecurrence } from '../services/schedules/preview.ts'
import { removeSchedule } from '../services/schedules/remove-schedule.ts'
import { runStatuses } from '../services/schedules/run.ts'
import { runNow } from '../services/schedules/run-now.ts'
import { updateSchedule } from '../services/schedules/update-schedule.ts'
import { type ApiEnv, callOf } from './caller.ts'
import { bodyOf, json, validationHook } from './contract.ts'
import { teamParams } from './dataset-schemas.ts'
import { ifMatch } from './entity-tags.ts'
import { idField, wholeFieldOr } from './fields.ts'
import { cursorField, limitField, nextField } from './paging.ts'
import { permission, refusals } from './permission.ts'
import { occurrence, recurrence, run, schedule, scheduleBody, timeField } from './schedule-schemas.ts'
import { writable } from './writable.ts'

// GET    /teams/{team}/schedules                          those of a team
// POST   /teams/{team}/schedules                          one more
// POST   /teams/{team}/schedules/preview                  when one would be, before it is made
// GET    /teams/{team}/schedules/calendar                 what was and what is to come, between two times
// GET    /teams/{team}/schedules/runs                     the history of all
// GET    /teams/{team}/schedules/{schedule}               one
// PATCH  /teams/{team}/schedules/{schedule}               changed
// DELETE /teams/{team}/schedules/{schedule}               removed; its history stays
// GET    /teams/{team}/schedules/{schedule}/next          its next occurrences
// GET    /teams/{team}/schedules/{schedule}/runs          its history
// GET    /teams/{team}/schedules/{schedule}/runs/{scheduleRun}   one run
// POST   /teams/{team}/schedules/{schedule}/run           now
// POST   /teams/{team}/schedules/{schedule}/pause         not until it is resumed
// POST   /teams/{team}/schedules/{schedule}/resume        again
// POST   /teams/{team}/schedules/{schedule}/backfill      what came to nothing in the past

const path = '/teams/{team}/schedules'
const one = `${path}/{schedule}`
const params = z.object({ team: idField, schedule: idField })
const count = wholeFieldOr(10, 1, 100)
const preview = json(
  z.object({ recurrence, occurrences: z.array(occurrence) }),
  'the next ones, each with what the clocks make of it',
)
const runs = json(z.object({ runs: z.array(run), next: nextField }), 'runs, what was decided last comes first')
const ofRuns = z.object({ status: z.enum(runStatuses).optional(), cursor: cursorField, limit: limitField })
const alsoNeeds = 'Needs jobs.start and datasets.write too.'

const list = createRoute({
  method: 'get',
  path,
  summary: 'List the schedules of a team',
  ...permission('schedules.read'),
  request: { params: teamParams, query: z.object({ cursor: cursorField, limit: limitField }) },
  responses: {
    200: json(z.object({ schedules: z.array(schedule), next: nextField }), 'schedules, the oldest first'),
    ...refusals,
  },
})
const create = createRoute({
  method: 'post',
  path,
  summary: 'Have data made anew at set times',
  description: `By the clocks on the walls of its zone: a time that they skip is as much later, and one that comes twice is done the first time. Each occurrence is done once, however many servers run, or it is recorded why not. ${alsoNeeds}`,
  ...permission('schedules.write'),
  request: { params: teamParams, ...bodyOf(scheduleBody) },
  responses: { 201: json(schedule, 'the schedule'), ...refusals },
})
const previewed = createRoute({
  method: 'post',
  path: `${path}/preview`,
  summary: 'Show when a recurrence occurs',
  ...permission('schedules.read'),
  request: {
    params: teamParams,
    ...bodyOf(
      z.strictObject({
        recurrence,
        count: z.number().int().min(1).max(100).default(10),
        after: timeField.optional().openapi({ description: 'now where it is left out' }),
      }),
    ),
  },
  responses: { 200: preview, ...refusals },
})
const calendar = createRoute({
  method: 'get',
  path: `${path}/calendar`,
  summary: 'Show what was and what is to come, of all schedules',
  ...permission('schedules.read'),
  request: { params: teamParams, query: z.object({ from: timeField, to: timeField }) },
  responses: {
    200: json(
      z.object({
        entries: z.array(
          z.object({
            schedule: z.string(),
            name: z.string(),
            occurrence,
            run: z.union([run, z.null()]).openapi({ description: 'null: it is still to come' }),
          }),
        ),
      }),
      'in order',
    ),
    ...refusals,
  },
})
const history = createRoute({
  method: 'get',
  path: `${path}/runs`,
  summary: 'List the runs of all schedules of a team',
  description: 'Of those that were removed, too.',
  ...permission('schedules.read'),
  request: { params: teamParams, query: ofRuns.extend({ schedule: idField.optional() }) },
  responses: { 200: runs, ...refusals },
})
const read = createRoute({
  method: 'get',
  path: one,
  summary: 'Show a schedule',
  ...permission('schedules.read'),
  request: { params },
  responses: { 200: json(schedule, 'the schedule'), ...refusals },
})
const update = createRoute({
  method: 'patch',
  path: one,
  summary: 'Change a schedule',
  description: `What is left out stays as it is; so does what is left out of policies. A recurrence is replaced as a whole. ${alsoNeeds}`,
  ...permission('schedules.write'),
  request: { params, headers: ifMatch, ...bodyOf(scheduleBody.partial()) },
  responses: { 200: json(schedule, 'the schedule as it is now'), ...refusals },
})
const remove = createRoute({
  method: 'delete',
  path: one,
  summary: 'Remove a schedule',
  description: 'What is under way goes on to its end, and the history stays.',
  ...permission('schedules.write'),
  request: { params },
  responses: { 204: { description: 'nothing of it is begun any more' }, ...refusals },
})
const next = createRoute({
  method: 'get',
  path: `${one}/next`,
  summary: 'Show the next occurrences of a schedule',
  ...permission('schedules.read'),
  request: { params, query: z.object({ count }) },
  responses: { 200: preview, ...refusals },
})
const runsOfOne = createRoute({
  method: 'get',
  path: `${one}/runs`,
  summary: 'List the runs of a schedule',
  ...permission('schedules.read'),
  request: { params, query: ofRuns },
  responses: { 200: runs, ...refusals },
})
const oneRun = createRoute({
  method: 'get',
  path: `${one}/runs/{scheduleRun}`,
  summary: 'Show a run of a schedule',
  ...permission('schedules.read'),
  request: { params: params.extend({ scheduleRun: idField }) },
  responses: { 200: json(run, 'the run'), ...refusals },
})
const now = createRoute({
  method: 'post',
  path: `${one}/run`,
  summary: 'Run a schedule now',
  description: `Also one that is paused. It is begun as soon as no other run of the schedule is under way. ${alsoNeeds}`,
  ...permission('schedules.write'),
  request: { params },
  responses: { 202: json(run, 'the run'), ...refusals },
})
const pause = createRoute({
  method: 'post',
  path: `${one}/pause`,
  summary: 'Pause a schedule',
  description:
    'Its occurrences are recorded and not done; what waits for its turn is cancelled, what is under way goes on.',
  ...permission('schedules.write'),
  request: { params },
  responses: { 200: json(schedule, 'the schedule'), ...refusals },
})
const resume = createRoute({
  method: 'post',
  path: `${one}/resume`,
  summary: 'Resume a schedule that is paused',
  description: `From its next occurrence on. ${alsoNeeds}`,
  ...permission('schedules.write'),
  request: { params },
  responses: { 200: json(schedule, 'the schedule'), ...refusals },
})
const fill = createRoute({
  method: 'post',
  path: `${one}/backfill`,
  summary: 'Do once more what came to nothing',
  description: `Occurrences between two times of the past that were not published: each is a run, one after the other. ${alsoNeeds}`,
  ...permission('schedules.write'),
  request: { params, ...bodyOf(z.strictObject({ from: timeField, to: timeField })) },
  responses: {
    202: json(
      z.object({
        runs: z.array(run),
        done: z.number().int().openapi({ description: 'those that were published, or asked for, before' }),
      }),
      'the runs',
    ),
    ...refusals,
  },
})

export function scheduleRoutes(services: Services) {
  return new OpenAPIHono<ApiEnv>({ defaultHook: validationHook })
    .openapi(list, async (c) => {
      const asked = { ...c.req.valid('param'), ...c.req.valid('query') }
      return c.json(writable(await listSchedules(services, callOf(c), asked)), 200)
    })
    .openapi(create, async (c) => {
      const asked = { ...c.req.valid('param'), ...c.req.valid('json') }
      return c.json(writable(await createSchedule(services, callOf(c), asked)), 201)
    })
    .openapi(previewed, async (c) => {
      const asked = { ...c.req.valid('param'), ...c.req.valid('json') }
      return c.json(writable(await previewRecurrence(services, callOf(c), asked)), 200)
    })
    .openapi(calendar, async (c) => {
      const asked = { ...c.req.valid('param'), ...c.req.valid('query') }
      return c.json({ entries: await readCalendar(services, callOf(c), asked) }, 200)
    })
    .openapi(history, async (c) => {
      const asked = { ...c.req.valid('param'), ...c.req.valid('query') }
      return c.json(writable(await listRuns(services, callOf(c), asked)), 200)
    })
    .openapi(read, async (c) => c.json(writable(await readSchedule(services, callOf(c), c.req.valid('param'))), 200))
    .openapi(update, async (c) => {
      const changed = await updateSchedule(services, callOf(c), c.req.valid('param'), c.req.valid('json'))
      return c.json(writable(changed), 200)
    })
    .openapi(remove, async (c) => {
      await removeSchedule(services, callOf(c), c.req.valid('param'))
      return c.body(null, 204)
    })
    .openapi(next, async (c) => {
      const asked = { ...c.req.valid('param'), ...c.req.valid('query') }
      return c.json(writable(await nextOfSchedule(services, callOf(c), asked)), 200)
    })
    .openapi(runsOfOne, async (c) => {
      const asked = { ...c.req.valid('param'), ...c.req.valid('query') }
      return c.json(writable(await listRuns(services, callOf(c), asked)), 200)
    })
    .openapi(oneRun, async (c) => c.json(await readRun(services, callOf(c), c.req.valid('param')), 200))
    .openapi(now, async (c) => c.json(await runNow(services, callOf(c), c.req.valid('param')), 202))
    .openapi(pause, async (c) => c.json(writable(await pauseSchedule(services, callOf(c), c.req.valid('param'))), 200))
    .openapi(resume, async (c) =>
      c.json(writable(await resumeSchedule(services, callOf(c), c.req.valid('param'))), 200),
    )
    .openapi(fill, async (c) => {
      const asked = { ...c.req.valid('param'), ...c.req.valid('json') }
      return c.json(writable(await backfill(services, callOf(c), asked)), 202)
    })
}
