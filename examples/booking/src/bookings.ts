import { randomUUID } from 'node:crypto'
import type { Session } from '@understudy/sdk'

export type BookingStatus = 'PENDING' | 'CONFIRMED' | 'CANCELLED'
export type PaymentStatus = 'PENDING' | 'PAID' | 'REFUNDED'

export interface Builder {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly expertise: readonly string[]
  readonly hourlyRate: number
  readonly available: boolean
  readonly isTest: boolean
}

export interface SessionType {
  readonly id: string
  readonly builderId: string
  readonly name: string
  readonly duration: number
  readonly price: number
  readonly calendlyUrl: string | null
  readonly isTest: boolean
}

export interface Client {
  readonly id: string
  readonly name: string
  readonly email: string
  /** At the identity provider. */
  readonly login: string | null
  readonly isTest: boolean
}

export interface Booking {
  readonly id: number
  readonly reference: string
  readonly clientId: string
  readonly sessionTypeId: string
  readonly status: BookingStatus
  readonly paymentStatus: PaymentStatus
  readonly isTest: boolean
}

const columns = {
  builders: `id, name, email, expertise, hourly_rate as "hourlyRate", available, is_test as "isTest"`,
  sessionTypes: `id, builder_id as "builderId", name, duration, price, calendly_url as "calendlyUrl", is_test as "isTest"`,
  clients: `id, name, email, login, is_test as "isTest"`,
  bookings: `id, reference, client_id as "clientId", session_type_id as "sessionTypeId", status,
    payment_status as "paymentStatus", is_test as "isTest"`,
}

/** What a builder, a session type, a client and a booking are, in SQL. Real requests and test data go the same way. */
export const bookings = {
  async addBuilder(db: Session, builder: Builder): Promise<Builder> {
    await db.query('insert into builders values ($1, $2, $3, $4, $5, $6, $7)', [
      builder.id,
      builder.name,
      builder.email,
      JSON.stringify(builder.expertise),
      builder.hourlyRate,
      Number(builder.available),
      Number(builder.isTest),
    ])
    return builder
  },

  async builder(db: Session, id: string): Promise<Builder | undefined> {
    const [row] = await db.query<BuilderRow>(`select ${columns.builders} from builders where id = $1`, [id])
    return row && builderOf(row)
  },

  /** For people, who never see test data. */
  async buildersToBook(db: Session): Promise<Builder[]> {
    const rows = await db.query<BuilderRow>(
      `select ${columns.builders} from builders where available = 1 and is_test = 0 order by name`,
    )
    return rows.map(builderOf)
  },

  async addSessionType(db: Session, type: SessionType): Promise<SessionType> {
    await db.query('insert into session_types values ($1, $2, $3, $4, $5, $6, $7)', [
      type.id,
      type.builderId,
      type.name,
      type.duration,
      type.price,
      type.calendlyUrl,
      Number(type.isTest),
    ])
    return type
  },

  async sessionType(db: Session, id: string): Promise<SessionType | undefined> {
    const [row] = await db.query<Flagged<SessionType>>(
      `select ${columns.sessionTypes} from session_types where id = $1`,
      [id],
    )
    return row && { ...row, isTest: row.isTest === 1 }
  },

  async addClient(db: Session, client: Client): Promise<Client> {
    await db.query('insert into clients values ($1, $2, $3, $4, $5)', [
      client.id,
      client.name,
      client.email,
      client.login,
      Number(client.isTest),
    ])
    return client
  },

  async client(db: Session, id: string): Promise<Client | undefined> {
    const [row] = await db.query<Flagged<Client>>(`select ${columns.clients} from clients where id = $1`, [id])
    return row && { ...row, isTest: row.isTest === 1 }
  },

  /** Books a session; the database names the booking. */
  async book(
    db: Session,
    booking: Omit<Booking, 'id' | 'reference'> & { readonly reference?: string; readonly creation?: string },
  ): Promise<Booking> {
    const [row] = await db.query<Flagged<Booking>>(
      `insert into bookings (reference, client_id, session_type_id, status, payment_status, creation, is_test)
       values ($1, $2, $3, $4, $5, $6, $7) returning ${columns.bookings}`,
      [
        booking.reference ?? `B-${randomUUID()}`,
        booking.clientId,
        booking.sessionTypeId,
        booking.status,
        booking.paymentStatus,
        booking.creation ?? null,
        Number(booking.isTest),
      ],
    )
    return bookingOf(row)
  },

  async booking(db: Session, id: string): Promise<Booking | undefined> {
    const [row] = await db.query<Flagged<Booking>>(`select ${columns.bookings} from bookings where id = $1`, [id])
    return row && bookingOf(row)
  },

  async bookingOfCreation(db: Session, creation: string): Promise<Booking | undefined> {
    const [row] = await db.query<Flagged<Booking>>(`select ${columns.bookings} from bookings where creation = $1`, [
      creation,
    ])
    return row && bookingOf(row)
  },

  /** A booking that is paid is confirmed; one that was cancelled cannot be paid any more. */
  async pay(db: Session, id: string): Promise<Booking | undefined> {
    const [row] = await db.query<Flagged<Booking>>(
      `update bookings set status = 'CONFIRMED', payment_status = 'PAID'
       where id = $1 and status <> 'CANCELLED' returning ${columns.bookings}`,
      [id],
    )
    return row && bookingOf(row)
  },
}

/** Both engines keep a boolean as 0 or 1 here. */
type Flagged<Row> = Omit<Row, 'isTest'> & { readonly isTest: number }
type BuilderRow = Omit<Builder, 'expertise' | 'available' | 'isTest'> & {
  readonly expertise: string
  readonly available: number
  readonly isTest: number
}

function builderOf(row: BuilderRow): Builder {
  return { ...row, expertise: JSON.parse(row.expertise), available: row.available === 1, isTest: row.isTest === 1 }
}

function bookingOf(row: Flagged<Booking> | undefined): Booking {
  if (!row) throw new Error('the database answered no booking')
  return { ...row, isTest: row.isTest === 1 }
}
