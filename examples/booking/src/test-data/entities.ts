import type { Session } from '@understudy/sdk'
import { defineTestEntity } from '@understudy/sdk/production'
import { z } from 'zod'
import { bookings } from '../bookings.ts'
import { identityProvider } from '../identity-provider.ts'

/** What tests may create in production: builders, session-types, clients, bookings. */
export function testEntities(db: Session) {
  const builders = defineTestEntity({
    input: z.strictObject({
      name: z.string().min(1).max(100),
      email: z.email(),
      expertise: z.array(z.string().min(1)).default(['React', 'Node.js']),
      hourlyRate: z.int().positive().default(85),
      availability: z.boolean().default(true),
    }),
    create: ({ name, availability, ...builder }, about) =>
      bookings.addBuilder(db, {
        ...builder,
        id: about.id,
        name: about.mark(name),
        available: availability,
        isTest: true,
      }),
    find: (id) => bookings.builder(db, id),
    async remove(id) {
      await db.query('delete from builders where id = $1 and is_test = 1', [id])
    },
  })

  const sessionTypes = defineTestEntity({
    input: z.strictObject({
      builderId: z.string(),
      name: z.string().min(1).max(100),
      duration: z.int().positive(),
      price: z.int().nonnegative(),
      calendlyUrl: z.url().optional(),
    }),
    create: ({ name, calendlyUrl, ...type }, about) =>
      bookings.addSessionType(db, {
        ...type,
        id: about.id,
        name: about.mark(name),
        calendlyUrl: calendlyUrl ?? null,
        isTest: true,
      }),
    find: (id) => bookings.sessionType(db, id),
    async remove(id) {
      await db.query('delete from session_types where id = $1 and is_test = 1', [id])
    },
  })

  const clients = defineTestEntity({
    input: z.strictObject({ name: z.string().min(1).max(100), email: z.email() }),
    create: ({ name, email }, about) =>
      bookings.addClient(db, {
        id: about.id,
        name: about.mark(name),
        email,
        login: about.outside ?? null,
        isTest: true,
      }),
    find: (id) => bookings.client(db, id),
    // What a test books through the application is no record of the API's: it goes with its client.
    async remove(id) {
      await db.query('delete from bookings where client_id = $1 and is_test = 1', [id])
      await db.query('delete from clients where id = $1 and is_test = 1', [id])
    },
    outside: {
      create: (_client, about) => identityProvider.createUser(db, about.id),
      remove: (id, about) => identityProvider.deleteUser(db, { id, externalId: about.creation }),
    },
  })

  const bookingEntity = defineTestEntity({
    input: z.strictObject({
      clientId: z.string(),
      sessionTypeId: z.string(),
      status: z.enum(['PENDING', 'CONFIRMED', 'CANCELLED']).default('PENDING'),
      paymentStatus: z.enum(['PENDING', 'PAID', 'REFUNDED']).default('PENDING'),
    }),
    // A booking has no name: its reference carries the prefix. Its id is a number of the database's.
    label: 'reference',
    create: (booking, about) =>
      bookings.book(db, { ...booking, reference: about.mark(about.id), creation: about.id, isTest: true }),
    find: (id) => bookings.booking(db, id),
    findCreation: (creation) => bookings.bookingOfCreation(db, creation),
    async remove(id) {
      await db.query('delete from bookings where id = $1 and is_test = 1', [id])
    },
    preview: (booking, about) => ({ ...booking, id: 0, reference: about.mark(about.id), isTest: true }),
  })

  return { builders, 'session-types': sessionTypes, clients, bookings: bookingEntity }
}

export type TestEntitiesOfBooking = ReturnType<typeof testEntities>
