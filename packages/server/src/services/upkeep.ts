import type { Log } from '../observe/log.ts'
import { checkpointTrails } from './audit/checkpoint-trails.ts'
import type { Services } from './call.ts'
import { pruneEvents } from './events/prune-events.ts'
import { startPeriodic } from './periodic.ts'
import { startDeliverer } from './webhooks/deliverer.ts'
import type { ReceiverRules } from './webhooks/receiver-url.ts'

export interface UpkeepOptions {
  readonly services: Pick<Services, 'store' | 'sealer' | 'trail' | 'witness' | 'bell' | 'now'>
  readonly receivers: ReceiverRules
  readonly log: Log
}

export interface Upkeep {
  /** Ends what is under way, and signs what the trails have come to. Safe to call twice. */
  close(): Promise<void>
}

const minuteMs = 60_000
const eventsKeptMs = 30 * 24 * 60 * minuteMs

/** What the server does by itself about trails, events and webhooks for as long as it runs. */
export function startUpkeep({ services, receivers, log }: UpkeepOptions): Upkeep {
  const { store, sealer, now, bell } = services
  const reportFailure = (task: string, thrown: unknown) => log.failure('upkeep.failed', thrown, { task })
  const deliverer = startDeliverer({
    services: { store, sealer, now, receivers, random: Math.random, timeoutMs: 10_000 },
    bell,
    reportFailure: (team, thrown) => log.failure('delivery.failed', thrown, { team }),
  })
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
    await Promise.all([deliverer.close(), ...tasks.map((task) => task.close())])
    await checkpointTrails(services)
  }
  return {
    close() {
      closing ??= end()
      return closing
    },
  }
}
