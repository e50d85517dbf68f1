import type { Client } from '../client.ts'
import type { Tells } from '../services/notifications/notice.ts'
import { scheduleWords } from './schedule-words.ts'
import type { SchedulerAccess } from './scheduler-access.ts'

const most = 200

/** A server that is reached over HTTP. */
export function remoteSchedulerAccess(client: Pick<Client, 'get' | 'post' | 'patch' | 'delete'>): SchedulerAccess {
  const one = '/teams/:team/schedules/:schedule'
  return {
    schedules: async (param) =>
      (await client.get('/teams/:team/schedules', { param, query: { limit: most } })).schedules,
    createSchedule: ({ team, ...input }) =>
      client.post('/teams/:team/schedules', { param: { team }, json: scheduleWords(input) }),
    updateSchedule: (param, changes) => client.patch(one, { param, json: scheduleWords(changes) }),
    async removeSchedule(param) {
      await client.delete(one, { param })
    },
    runSchedule: (param) => client.post(`${one}/run`, { param }),
    readRun: (param) => client.get(`${one}/runs/:scheduleRun`, { param }),
    runs: ({ team, ...query }) => client.get('/teams/:team/schedules/runs', { param: { team }, query }),
    readRefresh: (param) => client.get('/teams/:team/refreshes/:refresh', { param }),
    async cancelRefresh(param) {
      await client.post('/teams/:team/refreshes/:refresh/cancel', { param })
    },
    refreshes: async ({ team, limit }) =>
      (await client.get('/teams/:team/refreshes', { param: { team }, query: { limit } })).refreshes,
    notices: async (param) =>
      (await client.get('/teams/:team/notifications', { param, query: { limit: most } })).notifications,
    async createNotice({ team, address, tells }) {
      await client.post('/teams/:team/notifications', { param: { team }, json: { address, tells: told(tells) } })
    },
    async updateNotice({ team, notification, tells }) {
      const param = { team, notification }
      await client.patch('/teams/:team/notifications/:notification', { param, json: { tells: told(tells) } })
    },
    async removeNotice(param) {
      await client.delete('/teams/:team/notifications/:notification', { param })
    },
  }
}

function told(tells: Tells) {
  return tells.map(({ schedule, types }) => ({ schedule, types: [...types] }))
}
