import type { MailRules } from '../events/mail/smtp-rules.ts'
import type { Log } from '../observe/log.ts'
import { checkpointTrails } from './audit/checkpoint-trails.ts'
import type { Services } from './call.ts'
import { pruneEvents } from './events/prune-events.ts'
import { sendDue } from './notifications/send-due.ts'
import { startPeriodic } from './periodic.ts'
import { deliverDue } from './webhooks/deliver-due.ts'
import { startDeliverer } from './webhooks/deliverer.ts'
import type { ReceiverRules } from './webhooks/receiver-url.ts'

export interface UpkeepOptions {
  readonly services: Pick<Services, 'store' | 'sealer' | 'trail' | 'witness' | 'bell' | 'now' | 'clock'>
  readonly receivers: ReceiverRules
  /** Without a mail server no mail is sent by this process. */
  readonly mail?: MailRules | undefined
  readonly log: Log
}

export interface Upkeep {
  /** Ends what is under way, and signs what the trails have come to. Safe to call twice. */
  close(): Promise<void>
}

const minuteMs = 60_000
const eventsKeptMs = 30 * 24 * 60 * minuteMs

/** What the server does by itself about trails, events and webhooks for as long as it runs. */
export function startUpkeep({ services, receivers, mail, log }: UpkeepOptions): Upkeep {
  const { store, sealer, now, bell } = services
  const reportFailure = (task: string, thrown: unknown) => log.failure('upkeep.failed', thrown, { task })
  const receiving = { store, sealer, now, random: Math.random, receivers, timeoutMs: 10_000 }
  const deliverers = [
    startDeliverer({
      store,
      bell,
      deliver: (team, signal) => deliverDue(receiving, team, signal),
      reportFailure: (team, thrown) => log.failure('delivery.failed', thrown, { team }),
    }),
  ]
  if (mail !== undefined) {
    const mailing = { store, sealer, clock: services.clock, random: Math.random, mail, timeoutMs: 30_000 }
    const mailer = startDeliverer({
      store,
      bell,
      deliver: (team, signal) => sendDue(mailing, team, signal),
      reportFailure: (team, thrown) => log.failure('mail.failed', thrown, { team }),
    })
    deliverers.push(mailer)
  }
  const tasks = [
    startPeriodic({
      store,
      name: 'audit-checkpoints',
      everyMs: minuteMs,
      work: () => checkpointTrails(services),
      reportFailure,
    }),
    startPeriodic({
      store,
      name: 'old-events',
      everyMs: 60 * minuteMs,
      work: () => pruneEvents(services, new Date(now().getTime() - eventsKeptMs)),
      reportFailure,
    }),
  ]
  let closing: Promise<void> | undefined
  async function end(): Promise<void> {
    await Promise.all([...deliverers.map((one) => one.close()), ...tasks.map((task) => task.close())])
    await checkpointTrails(services)
  }
  return {
    close() {
      closing ??= end()
      return closing
    },
  }
}
