import type { Call } from '../call.ts'
import type { EnvironmentServices } from './environment.ts'
import { look } from './health.ts'

/** Looks at every environment that is to be looked at and whose time has come. One that fails keeps nobody else waiting. */
export async function watchHealth(
  services: EnvironmentServices,
  signal: AbortSignal,
  reportFailure: (environment: string, thrown: unknown) => void,
): Promise<void> {
  const { store, now } = services
  const watchedOnes = await store.readSystem((db) =>
    db.selectFrom('environments').selectAll().where('watch_seconds', 'is not', null).execute(),
  )
  const due = watchedOnes.filter(({ checked_at, watch_seconds }) => {
    const next = checked_at === null ? 0 : Date.parse(checked_at) + Number(watch_seconds) * 1000
    return next <= now().getTime()
  })
  const waiting = [...due]
  const call: Call = { actor: { kind: 'system', for: undefined }, requestId: 'health-watch', ip: null, signal }
  const loop = async () => {
    for (let row = waiting.shift(); row && !signal.aborted; row = waiting.shift()) {
      try {
        await look(services, call, row)
      } catch (thrown) {
        if (!signal.aborted) reportFailure(row.name, thrown)
      }
    }
  }
  await Promise.all([loop(), loop(), loop(), loop()])
}
