import { z } from 'zod'
import type { Call } from '../../call.ts'
import { change } from '../../change.ts'
import { accessOf, findConnector, refuseOtherUse } from '../../connectors/connector.ts'
import type { ConnectorServices } from '../../connectors/connector-services.ts'
import type { ConnectorAccess } from '../../connectors/connector-settings.ts'
import { connectorFailure } from '../../connectors/failures.ts'
import { databaseOf, s3ClientFor } from '../../connectors/open-reach.ts'
import { TeamFolder } from '../../connectors/places/team-folder.ts'
import { type ExportRun, existingRules, exportFormats } from '../../connectors/target/export-run.ts'
import { toDatabase } from '../../connectors/target/to-database.ts'
import { toFiles } from '../../connectors/target/to-files.ts'
import { toHttp } from '../../connectors/target/to-http.ts'
import { toS3 } from '../../connectors/target/to-s3.ts'
import { beginTransfer } from '../../connectors/transfers/begin-transfer.ts'
import { completeTransfer, endTransfer, noteFailure } from '../../connectors/transfers/end-transfer.ts'
import { StepLog } from '../../connectors/transfers/step-log.ts'
import { sealedReport, type TransferredObject, transferredObject } from '../../connectors/transfers/transfer.ts'
import { auditRead } from '../../datasets/read/audit-read.ts'
import { Sight, sightFor, unmasked } from '../../datasets/read/sight.ts'
import { entityOf, findVersion } from '../../datasets/read/version.ts'
import { registerKind } from '../job-kind.ts'

const request = z.object({
  /** Ids; whoever starts the job has looked whether the caller may. */
  connector: z.string(),
  dataset: z.string(),
  version: z.number().int(),
  transfer: z.string(),
  entities: z.array(z.string()).optional(),
  format: z.enum(exportFormats),
  to: z.string(),
  existing: z.enum(existingRules),
  /** Without masks. */
  reveal: z.boolean().optional(),
})
const part = z.object({ objects: z.array(transferredObject) })

/** Of an object that is uploaded in parts: ten thousand of them are a large object. */
const usualPartBytes = 16 << 20

/** A version to where a connector leads: there as a whole, once, whatever befalls whoever is at it. */
export function exportKind(services: ConnectorServices, { partBytes = usualPartBytes } = {}) {
  const { store, reach } = services
  return registerKind({
    kind: 'export',
    request,
    input: request,
    part,
    async accept(call: Call, team, job, asked) {
      const { connector, dataset, version, transfer } = asked
      const found = await store.readTeam(team, (db) => findVersion(db, team, dataset, version))
      const entities = asked.entities?.map((entity) => entityOf(found, entity)) ?? found.entities
      const rows = entities.reduce((sum, entity) => sum + entity.rows, 0)
      // Also of who lets it be done again.
      await sightFor(services, call, team, found, { reveal: asked.reveal, entities })
      await auditRead(services, call, team, dataset, { action: 'rows.export', version, rows })
      await beginTransfer(services, call, { team, transfer, connector, direction: 'export', dataset, version, job })
      return { input: asked, partitions: 1 }
    },
    async run({ team, job, input, guard, signal, progress }) {
      const row = await store.readTeam(team, (db) => findConnector(db, team, input.connector))
      refuseOtherUse(row, 'export')
      const access = await accessOf(services, row)
      const version = await store.readTeam(team, (db) => findVersion(db, team, input.dataset, input.version))
      const sight = input.reveal === true ? unmasked : Sight.of(version.dataset.personal)
      const chosen = input.entities?.map((entity) => entityOf(version, entity)) ?? version.entities
      const entities = chosen.map((entity) => sight.entity(entity))
      const of = entities.reduce((sum, entity) => sum + entity.rows, 0)
      let done = 0
      const { transfer, format, to, existing } = input
      const run: ExportRun = {
        ...{ services, reach, team, transfer, version, entities, sight, format, to, existing, signal, partBytes },
        log: await StepLog.open(services, { team, transfer, job }, guard),
        onRows: (rows, bytes) => {
          done += rows
          progress({ done, of: Math.max(of, done), rows: done, bytes })
        },
      }
      try {
        return { objects: await placed(run, access) }
      } catch (thrown) {
        signal.throwIfAborted()
        const failure = connectorFailure(thrown)
        await noteFailure(services, { team, transfer, failure }, guard)
        throw failure
      }
    },
    async finish({ team, input, call, complete }, parts) {
      const objects = parts.flatMap((one) => one.objects)
      const { transfer, connector, dataset, version } = input
      const rows = objects.reduce((sum, object) => sum + object.rows, 0)
      const report_sealed = await sealedReport(services, team, transfer, { objects, rejected: [] })
      const result = { transfer, dataset, version, objects: objects.length, rows }
      await change(services, call, team, async (tx, note) => {
        await complete(tx, note, result)
        const at = services.now()
        const totals = { objects: objects.length, rows, rejected: 0, report_sealed }
        await completeTransfer(tx, { team, transfer, at, ...totals })
        const about = { connector, version, rows }
        note.audit({ action: 'dataset.export', subject: `dataset:${dataset}`, details: about })
        note.event({ type: 'dataset.exported', subject: `dataset:${dataset}`, data: { transfer, ...about } })
      })
    },
    discard: (team, job, { transfer }) => endTransfer(services, { team, transfer, job }),
  })

  async function placed(run: ExportRun, access: ConnectorAccess): Promise<TransferredObject[]> {
    switch (access.kind) {
      case 'files':
        return toFiles(run, await TeamFolder.of(reach.folder, run.team), access.settings.folder)
      case 's3':
        return toS3(run, s3ClientFor(reach, access), access.settings.prefix)
      case 'http': {
        const { settings, credentials } = access
        return toHttp(run, { reach, url: settings.url, credentials }, settings)
      }
      case 'postgres':
        return toDatabase(
          run,
          await databaseOf(reach, run.team, access, { mayBeMissing: true }),
          access.settings.schema,
        )
      case 'sqlite':
        return toDatabase(run, await databaseOf(reach, run.team, access, { mayBeMissing: true }), undefined)
    }
  }
}
