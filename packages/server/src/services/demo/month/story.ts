import { distributeDataset } from '../../datasets/distribute-dataset.ts'
import { cancelJob } from '../../jobs/cancel-job.ts'
import { startGeneration } from '../../jobs/start-generation.ts'
import { startJob } from '../../jobs/start-job.ts'
import { takeLease } from '../../leases/take-lease.ts'
import { startRefresh } from '../../refresh/start-refresh.ts'
import { pauseSchedule, resumeSchedule } from '../../schedules/pause-schedule.ts'
import { runNow } from '../../schedules/run-now.ts'
import { shop } from '../shop.ts'
import { prepareEnvironments } from './environments.ts'
import { invoiceRules, invoices, subscriberRules, subscribers, taxRates, taxRules, vouchers } from './schemas.ts'
import type { Stage } from './stage.ts'

/** What happens at a time of the month, by UTC; the day is counted from its first Monday, which is 0. */
export interface Scene {
  readonly day: number
  readonly at: string
  play(): Promise<unknown>
}

/** From so many days after its beginning on no scene is played: the month may be some days longer. */
export const daysOfStory = 28

const berlin = 'Europe/Berlin'
const newYork = 'America/New_York'
const [mon, tue, wed, thu, fri] = [0, 1, 2, 3, 4] as const
const week = (number: number) => 7 * number

/**
 * Three teams. The shop's data is made anew every Monday; in the second week a change of its configuration is caught by
 * the gate, and put right within hours. Billing makes its own three times a week, has a wrong upload refused, and pauses
 * for a stock-taking. In the third week the server is down for half a day.
 */
export function story(stage: Stage): Scene[] {
  const { services } = stage.past
  const names = { mara: 'Mara Lind', jonas: 'Jonas Weber', priya: 'Priya Nair', tom: 'Tom Okafor' } as const
  const who = (name: keyof typeof names) => stage.known(names[name])
  const weekly = (dayOfWeek: number, timeOfDay: string, timezone: string) =>
    ({ frequency: 'weekly', dayOfWeek, timeOfDay, timezone }) as const
  const phones = (nullRate: number) => ({
    customizations: [{ dataset: 'shop', fields: { customers: { phone: { nullRate } } } }],
  })

  return [
    {
      day: mon,
      at: '07:40',
      async play() {
        await stage.team('demo', 'Demo')
        await stage.team('billing', 'Billing')
        await stage.team('mobile', 'Mobile apps')
        await stage.person('mara@example.org', names.mara, { demo: 'admin', mobile: 'admin' })
        await stage.person('jonas@example.org', names.jonas, { demo: 'write', mobile: 'write' })
        await stage.person('priya@example.org', names.priya, { billing: 'admin', demo: 'read' })
        await stage.person('tom@example.org', names.tom, { billing: 'write' })
      },
    },
    {
      day: mon,
      at: '08:05',
      async play() {
        await stage.dataset(who('mara'), 'demo', { ...shop, seed: 1 })
      },
    },
    {
      day: mon,
      at: '08:40',
      play: () =>
        stage.dataset(who('jonas'), 'demo', {
          name: 'newsletter',
          description: 'Who gets the newsletter of the shop.',
          rules: subscriberRules,
          schema: subscribers,
          seed: 2,
        }),
    },
    {
      day: mon,
      at: '09:10',
      async play() {
        const monday = { name: 'The shop, every Monday', datasets: ['shop'], recurrence: weekly(1, '06:00', berlin) }
        await stage.schedule(who('mara'), 'demo', monday)
        await stage.schedule(who('jonas'), 'demo', {
          name: 'Newsletter, on Thursdays',
          datasets: ['newsletter'],
          recurrence: weekly(4, '05:30', berlin),
          policies: { missed: 'skip' },
        })
      },
    },
    {
      day: mon,
      at: '14:20',
      async play() {
        await stage.dataset(who('priya'), 'billing', {
          name: 'invoices',
          description: 'Accounts, and what they owe.',
          rules: invoiceRules,
          schema: invoices,
          seed: 3,
        })
        const rates = { name: 'tax-rates', description: 'By country, as the office gives them.', rules: taxRules }
        await stage.dataset(who('tom'), 'billing', rates)
        await stage.upload(who('tom'), 'billing', 'tax-rates', 'rates', taxRates(false))
      },
    },
    {
      day: mon,
      at: '15:00',
      async play() {
        for (const [day, name] of [
          [1, 'Invoices, on Mondays'],
          [3, 'Invoices, on Wednesdays'],
          [5, 'Invoices, on Fridays'],
        ] as const) {
          const recurrence = weekly(day, '02:15', newYork)
          await stage.schedule(who('priya'), 'billing', { name, datasets: ['invoices'], recurrence })
        }
      },
    },
    {
      day: tue,
      at: '09:30',
      play: () =>
        distributeDataset(services, stage.as(who('mara')), {
          team: 'demo',
          dataset: 'shop',
          to: 'mobile',
          as: 'catalogue',
        }),
    },
    { day: wed, at: '10:20', play: () => prepareEnvironments(stage, who('mara')) },
    {
      day: wed,
      at: '13:15',
      play: () =>
        takeLease(services, stage.as(who('jonas')), {
          team: 'demo',
          dataset: 'shop',
          entity: 'customers',
          rows: 3,
          seconds: 3600,
          holder: 'checkout tests, worker 2',
        }),
    },
    {
      day: thu,
      at: '10:45',
      async play() {
        const { kinds, store } = services
        const team = stage.teamId('demo')
        const { id: dataset } = await store.readTeam(team, (db) =>
          db.selectFrom('datasets').select('id').where('name', '=', 'newsletter').executeTakeFirstOrThrow(),
        )
        const kind = kinds.get('profile')
        if (kind) await startJob(services, stage.as(who('mara')), { team, kind, request: { dataset } })
      },
    },
    // What is wrong stands in the configuration from Friday on, and is met on Monday.
    { day: fri, at: '15:50', play: () => stage.configure(who('mara'), 'demo', phones(0.65)) },
    {
      day: week(1) + mon,
      at: '07:55',
      play: () =>
        stage.incident(
          who('jonas'),
          'demo',
          { to: 'acknowledged' },
          'Two thirds of all customers have no telephone number since Friday. Mara looks into the configuration.',
        ),
    },
    { day: week(1) + mon, at: '08:30', play: () => stage.configure(who('mara'), 'demo', phones(0.2)) },
    {
      day: week(1) + mon,
      at: '08:35',
      play: () =>
        runNow(services, stage.as(who('mara')), {
          team: 'demo',
          schedule: stage.scheduleNamed('The shop, every Monday'),
        }),
    },
    {
      day: week(1) + wed,
      at: '11:00',
      play: () => stage.upload(who('tom'), 'billing', 'tax-rates', 'rates', taxRates(true)),
    },
    {
      day: week(1) + wed,
      at: '11:20',
      play: () =>
        stage.incident(who('tom'), 'billing', { to: 'acknowledged' }, 'A sign went wrong when I copied the table.'),
    },
    {
      day: week(1) + wed,
      at: '11:45',
      play: () => stage.upload(who('tom'), 'billing', 'tax-rates', 'rates', taxRates(false)),
    },
    {
      day: week(1) + thu,
      at: '12:30',
      async play() {
        const call = stage.as(who('jonas'))
        const large = { team: 'demo', dataset: 'load-test', schema: subscribers, options: { rows: 1_000_000, seed: 4 } }
        const { id: job } = await startGeneration(services, call, { ...large, refreshCycle: false })
        await cancelJob(services, call, { team: 'demo', job })
      },
    },
    {
      day: week(1) + thu,
      at: '12:40',
      // No first name is as long as the voucher's code has to be: the job fails, and says so.
      play: () =>
        startGeneration(services, stage.as(who('jonas')), {
          team: 'demo',
          dataset: 'vouchers',
          schema: vouchers,
          options: { rows: 20, seed: 5 },
          refreshCycle: false,
        }),
    },
    {
      day: week(2) + tue,
      at: '16:00',
      play: () =>
        pauseSchedule(services, stage.as(who('priya')), {
          team: 'billing',
          schedule: stage.scheduleNamed('Invoices, on Wednesdays'),
        }),
    },
    {
      day: week(2) + thu,
      at: '13:00',
      play: () =>
        resumeSchedule(services, stage.as(who('priya')), {
          team: 'billing',
          schedule: stage.scheduleNamed('Invoices, on Wednesdays'),
        }),
    },
    {
      day: week(2) + fri,
      at: '10:10',
      play: () =>
        startRefresh(services, stage.as(who('mara')), {
          team: 'demo',
          datasets: ['shop', 'newsletter'],
          together: true,
        }),
    },
    {
      day: week(3) + wed,
      at: '09:00',
      play: () =>
        stage.schedule(who('jonas'), 'mobile', {
          name: 'Catalogue, every second Wednesday',
          datasets: ['catalogue'],
          recurrence: { frequency: 'biweekly', dayOfWeek: 3, timeOfDay: '04:00', timezone: berlin },
        }),
    },
    {
      day: week(3) + fri,
      at: '14:30',
      play: () => stage.upload(who('tom'), 'billing', 'tax-rates', 'rates', taxRates(true)),
    },
  ]
}

/** While nothing runs, nothing is done: what is due then is found afterwards. */
export const downtime = { fromDay: week(2) + wed, from: '21:00', toDay: week(2) + thu, to: '11:30' } as const
