import { z } from 'zod'
import type { TeamTransaction } from '../../../store/store.ts'
import type { Services } from '../../call.ts'
import { partSchema } from '../../datasets/write/part.ts'
import { cursor, piece } from '../intake/read-object.ts'
import { rejection } from '../intake/rejections.ts'

const rejected = z.object({ count: z.number().int(), listed: z.array(rejection) })
const pageCursor = z.object({ next: z.string(), rows: z.number().int(), page: z.number().int() })

/** One thing that was done of a transfer, and where to go on after it. */
const step = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pieces'), pieces: z.array(piece) }),
  z.object({
    kind: z.literal('taken'),
    piece: z.number().int(),
    part: partSchema,
    rows: z.number().int(),
    bytes: z.number().int(),
    rejected,
    tag: z.string().optional(),
    cursor: cursor.optional(),
    page: pageCursor.optional(),
    done: z.boolean(),
  }),
  /** What was taken of a piece counts no more. */
  z.object({ kind: z.literal('again'), piece: z.number().int() }),
  z.object({
    kind: z.literal('database'),
    part: partSchema,
    rejected,
    primaryKeys: z.record(z.string(), z.array(z.string())),
    objects: z.array(
      z.object({ name: z.string(), entity: z.string(), rows: z.number().int(), bytes: z.number().int() }),
    ),
  }),
  z.object({ kind: z.literal('upload'), object: z.string(), upload: z.string() }),
  z.object({
    kind: z.literal('uploaded'),
    object: z.string(),
    upload: z.string(),
    number: z.number().int(),
    etag: z.string(),
    bytes: z.number().int(),
    sha256: z.string(),
  }),
  z.object({ kind: z.literal('sent'), entity: z.string(), ordinal: z.number().int() }),
  z.object({
    kind: z.literal('placed'),
    name: z.string(),
    entity: z.string(),
    rows: z.number().int(),
    bytes: z.number().int(),
  }),
])
export type Step = z.infer<typeof step>
export type StepOf<Kind extends Step['kind']> = Extract<Step, { kind: Kind }>

const kept = z.object({ job: z.string(), step })

/** Where its ciphertext belongs. */
export const stepPlace = (transfer: string, number: string) => `transfers/step/${transfer}/${number}`

type Standing = Pick<Services, 'store' | 'sealer' | 'now'>

/** What was done of a transfer so far, in order: added to, by whoever holds its job. */
export class StepLog {
  readonly #services: Standing
  readonly #place: { readonly team: string; readonly transfer: string; readonly job: string }
  readonly #guard: (tx: TeamTransaction) => Promise<void>
  readonly #all: { readonly job: string; readonly step: Step }[]

  private constructor(
    services: Standing,
    place: { readonly team: string; readonly transfer: string; readonly job: string },
    guard: (tx: TeamTransaction) => Promise<void>,
    all: { readonly job: string; readonly step: Step }[],
  ) {
    this.#services = services
    this.#place = place
    this.#guard = guard
    this.#all = all
  }

  static async open(
    services: Standing,
    place: { readonly team: string; readonly transfer: string; readonly job: string },
    guard: (tx: TeamTransaction) => Promise<void>,
  ): Promise<StepLog> {
    return new StepLog(services, place, guard, await readSteps(services, place))
  }

  get steps(): readonly Step[] {
    return this.#all.map((one) => one.step)
  }

  /** Whether an earlier job did some of it: what that one stored may be about to be swept. */
  get hasInherited(): boolean {
    return this.#all.some(({ job }) => job !== this.#place.job)
  }

  ofKind<Kind extends Step['kind']>(kind: Kind): StepOf<Kind>[] {
    return this.steps.filter((one): one is StepOf<Kind> => one.kind === kind)
  }

  async add(added: Step): Promise<void> {
    const { team, transfer, job } = this.#place
    const number = String(this.#all.length).padStart(8, '0')
    const sealed = await this.#services.sealer.sealJson(team, stepPlace(transfer, number), { job, step: added })
    await this.#services.store.team(team, async (tx) => {
      await this.#guard(tx)
      await tx
        .insertInto('transfer_steps')
        .values({
          team_id: team,
          transfer_id: transfer,
          step: number,
          step_sealed: sealed,
          at: this.#services.now().toISOString(),
        })
        .execute()
    })
    this.#all.push({ job, step: added })
  }

  /** All of it begins anew. */
  async clear(): Promise<void> {
    const { team, transfer } = this.#place
    await this.#services.store.team(team, async (tx) => {
      await this.#guard(tx)
      await forgetSteps(tx, { team, transfer })
    })
    this.#all.length = 0
  }
}

/** Of those who only look. */
export async function readSteps(
  { store, sealer }: Pick<Services, 'store' | 'sealer'>,
  { team, transfer }: { readonly team: string; readonly transfer: string },
): Promise<{ readonly job: string; readonly step: Step }[]> {
  const rows = await store.readTeam(team, (db) =>
    db
      .selectFrom('transfer_steps')
      .select(['step', 'step_sealed'])
      .where('team_id', '=', team)
      .where('transfer_id', '=', transfer)
      .orderBy('step')
      .execute(),
  )
  const all: { readonly job: string; readonly step: Step }[] = []
  for (const { step: number, step_sealed } of rows) {
    all.push(kept.parse(await sealer.openJson(team, stepPlace(transfer, number), step_sealed)))
  }
  return all
}

export async function forgetSteps(
  tx: TeamTransaction,
  { team, transfer }: { readonly team: string; readonly transfer: string },
): Promise<void> {
  await tx.deleteFrom('transfer_steps').where('team_id', '=', team).where('transfer_id', '=', transfer).execute()
}
