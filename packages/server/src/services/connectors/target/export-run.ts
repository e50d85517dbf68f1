import { z } from 'zod'
import type { Services } from '../../call.ts'
import type { Sight } from '../../datasets/read/sight.ts'
import type { ReadableVersion, VersionEntity } from '../../datasets/read/version.ts'
import type { ConnectorReach } from '../connector-services.ts'
import { fileNameOf } from '../places/relative-path.ts'
import type { StepLog } from '../transfers/step-log.ts'
import type { TransferredObject } from '../transfers/transfer.ts'

export const exportFormats = ['ndjson', 'json', 'csv', 'xml', 'sql', 'parquet'] as const
export const existingRules = ['refuse', 'append', 'replace'] as const

/** One version on its way out: what a target is given, once more after each try that did not end. */
export interface ExportRun {
  readonly services: Pick<Services, 'store' | 'sealer' | 'blobs'>
  readonly reach: ConnectorReach
  readonly team: string
  readonly transfer: string
  readonly version: ReadableVersion
  /** As they are shown. */
  readonly entities: readonly VersionEntity[]
  readonly sight: Sight
  readonly format: (typeof exportFormats)[number]
  /** What it is called where it goes. */
  readonly to: string
  /** What becomes of what is there already. */
  readonly existing: (typeof existingRules)[number]
  readonly log: StepLog
  readonly signal: AbortSignal
  /** Of what is uploaded at a time. */
  readonly partBytes: number
  readonly onRows: (rows: number, bytes: number) => void
}

/** Beside the objects of an export: with it, all of them are there. */
export const exportManifest = z.object({
  kind: z.literal('understudy.export'),
  version: z.literal(1),
  transfer: z.string(),
  dataset: z.string(),
  datasetVersion: z.number().int(),
  contentHash: z.string(),
  format: z.string(),
  objects: z.array(
    z.object({
      name: z.string(),
      entity: z.string(),
      rows: z.number().int(),
      bytes: z.number().int(),
      sha256: z.string(),
    }),
  ),
})

export interface Written extends TransferredObject {
  readonly sha256: string
}

export function manifestOf({ transfer, version, format }: ExportRun, objects: readonly Written[]): Uint8Array {
  const manifest: z.infer<typeof exportManifest> = {
    kind: 'understudy.export',
    version: 1,
    transfer,
    dataset: version.dataset.name,
    datasetVersion: version.version,
    contentHash: version.contentHash,
    format,
    objects: objects.map(({ name, entity, rows, bytes, sha256 }) => ({ name, entity, rows, bytes, sha256 })),
  }
  return Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`)
}

/** Undefined where it is none of ours. */
export function readManifest(text: string): z.infer<typeof exportManifest> | undefined {
  try {
    return exportManifest.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

export function objectName(entity: string, extension: string): string {
  return `${fileNameOf(entity)}.${extension}`
}
