import { parseSchema } from '@understudy/sdk'
import { z } from 'zod'
import { RequestError } from '../../../errors/request-error.ts'
import { accessOf, findConnector, refuseOtherUse } from '../../connectors/connector.ts'
import type { ConnectorServices } from '../../connectors/connector-services.ts'
import type { ConnectorAccess } from '../../connectors/connector-settings.ts'
import { connectorFailure } from '../../connectors/failures.ts'
import { planOfSchema } from '../../connectors/intake/column-plan.ts'
import { Rejections } from '../../connectors/intake/rejections.ts'
import { renewParts } from '../../connectors/intake/renew-parts.ts'
import { takeDatabase } from '../../connectors/intake/take-database.ts'
import {
  allTaken,
  type ImportLimits,
  type ImportRun,
  type RowsSource,
  takeObjects,
  usualLimits,
} from '../../connectors/intake/take-objects.ts'
import { databaseOf, objectsOf } from '../../connectors/open-reach.ts'
import { taken } from '../../connectors/taken.ts'
import { beginTransfer } from '../../connectors/transfers/begin-transfer.ts'
import { completeTransfer, endTransfer, noteFailure } from '../../connectors/transfers/end-transfer.ts'
import { StepLog } from '../../connectors/transfers/step-log.ts'
import { sealedReport } from '../../connectors/transfers/transfer.ts'
import { beginVersion } from '../../datasets/write/begin-version.ts'
import { discardVersion } from '../../datasets/write/discard-version.ts'
import { publishVersion } from '../../datasets/write/publish-version.ts'
import { registerKind } from '../job-kind.ts'

/** Ids; whoever starts the job has looked whether the caller may. */
const request = taken.extend({
  dataset: z.string(),
  transfer: z.string(),
  /** The version that this one is made after. */
  refreshes: z.number().int().optional(),
})
const input = request.extend({ version: z.number().int() })
type Input = z.infer<typeof input>

/** Rows from where a connector leads, as the next version of a dataset: seen when all of them are there. */
export function importKind(services: ConnectorServices, limits: ImportLimits = usualLimits) {
  const { store, reach } = services
  return registerKind({
    kind: 'import',
    request,
    input,
    part: z.object({}),
    async accept(call, team, job, { refreshes, ...asked }) {
      const { dataset, transfer, ...by } = asked
      const { connector, schema } = by
      if (schema !== undefined) parseSchema(schema)
      const origin = { kind: 'import', job, connector, transfer, ...(refreshes === undefined ? {} : { refreshes }) }
      const { version } = await beginVersion(services, call, { team, dataset, origin, schema, taken: by })
      try {
        await beginTransfer(services, call, { team, transfer, connector, direction: 'import', dataset, version, job })
      } catch (thrown) {
        await discardVersion(services, { team, dataset, version })
        throw thrown
      }
      return { input: { ...asked, version }, partitions: 1 }
    },
    async run({ team, job, input, guard, signal, progress }) {
      const row = await store.readTeam(team, (db) => findConnector(db, team, input.connector))
      refuseOtherUse(row, 'import')
      const access = await accessOf(services, row)
      const { transfer } = input
      const log = await StepLog.open(services, { team, transfer, job }, guard)
      if (log.hasInherited) {
        const parts = log.steps.flatMap((step) =>
          step.kind === 'taken' || step.kind === 'database' ? [step.part] : [],
        )
        if (!(await renewParts(services, team, parts, signal))) await log.clear()
      }
      const rejections = new Rejections(input.mostRejected)
      let rows = 0
      let bytes = 0
      const run: ImportRun = {
        ...{ services, reach, team, dataset: input.dataset, wanted: input.objects, rejections, limits, log, signal },
        planOf: plansOf(input),
        guess: input.types === 'guessed',
        onRows: (more, moreBytes) => {
          rows += more
          bytes += moreBytes
          if (rows > limits.rows) throw tooManyRows(limits.rows)
          // How many there are shows at the end alone.
          progress({ done: rows, of: rows + 1_000_000, rows, bytes })
        },
      }
      try {
        await take(run, access)
        rejections.refuseTooMany()
      } catch (thrown) {
        signal.throwIfAborted()
        const { objects } = resultOf(log)
        const report_sealed = await sealedReport(services, team, transfer, {
          objects: [...objects],
          rejected: [...rejections.listed],
        })
        const totals = { objects: objects.length, rows: 0, rejected: rejections.count, report_sealed }
        const failure = connectorFailure(thrown)
        await noteFailure(services, { team, transfer, failure, ...totals }, guard)
        throw failure
      }
      return {}
    },
    async finish({ team, job, input, call, complete }) {
      const { transfer, dataset, version, schema } = input
      const log = await StepLog.open(services, { team, transfer, job }, async () => {})
      const { parts, objects, primaryKeys: found, rejected } = resultOf(log)
      const given = schema === undefined ? [] : parseSchema(schema).entities
      const primaryKeys = {
        ...found,
        ...Object.fromEntries(given.map(({ name, primaryKey = [] }) => [name, primaryKey])),
      }
      const rows = objects.reduce((sum, object) => sum + object.rows, 0)
      const report = { objects: [...objects], rejected: rejected.listed }
      const report_sealed = await sealedReport(services, team, transfer, report)
      const result = { transfer, dataset, version, objects: objects.length, rows, rejected: rejected.count }
      const publication = { team, dataset, version, parts, primaryKeys, job }
      await publishVersion(services, call, publication, async (tx, note, held) => {
        await complete(tx, note, held ? { ...result, held } : result)
        const totals = { objects: objects.length, rows, rejected: rejected.count, report_sealed }
        await completeTransfer(tx, { team, transfer, at: services.now(), ...totals })
      })
    },
    async discard(team, job, { dataset, version, transfer }) {
      await discardVersion(services, { team, dataset, version })
      await endTransfer(services, { team, transfer, job })
    },
  })

  async function take(run: ImportRun, access: ConnectorAccess): Promise<void> {
    if (access.kind === 'postgres' || access.kind === 'sqlite') {
      await takeDatabase(run, () => databaseOf(reach, run.team, access, { mayBeMissing: false }))
      return
    }
    const place = await objectsOf(reach, run.team, access)
    const source: RowsSource =
      access.kind === 'http' && access.settings.pages
        ? {
            place,
            pages: access.settings.pages,
            access: { reach, url: access.settings.url, credentials: access.credentials },
          }
        : { place }
    await takeObjects(run, source)
  }
}

function plansOf({ schema }: Input): ImportRun['planOf'] {
  if (schema === undefined) return () => undefined
  const parsed = parseSchema(schema)
  return (entity) => {
    const plan = planOfSchema(parsed, entity)
    if (plan) return plan
    throw new RequestError('REQUEST_INVALID', {
      message: `the schema has no entity ${JSON.stringify(entity)}, and there are rows of it`,
      hint: 'Say of each object which entity its rows are of.',
    })
  }
}

/** What all steps come to. */
function resultOf(
  log: StepLog,
): ReturnType<typeof allTaken> & { readonly primaryKeys: Readonly<Record<string, string[]>> } {
  const ofDatabase = log.ofKind('database').at(-1)
  if (ofDatabase) {
    const { part, objects, primaryKeys, rejected } = ofDatabase
    return { parts: [part], objects, primaryKeys, rejected }
  }
  const { parts, objects, rejected } = allTaken(log)
  return { parts, objects, primaryKeys: {}, rejected }
}

function tooManyRows(most: number): RequestError {
  return new RequestError('LIMIT_EXCEEDED', {
    message: `a version has at most ${most} rows`,
    details: { limit: 'versionRows', most },
  })
}
