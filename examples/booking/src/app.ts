import type { Database } from '@understudy/sdk'
import { z } from 'zod'
import { bookings } from './bookings.ts'

// GET  /api/builders             who can be booked; never test data
// GET  /api/builders/:id         one, test data too: whoever has its id may look at it
// GET  /api/bookings/:id         one booking
// POST /api/bookings             books a session
// POST /api/bookings/:id/pay     pays for it

const booking = z.strictObject({ clientId: z.string(), sessionTypeId: z.string() })

/** What the application answers by itself. */
export function bookingApp(db: Database): (request: Request) => Promise<Response> {
  return async (request) => {
    const [, api, noun, id, verb] = new URL(request.url).pathname.split('/')
    if (api !== 'api') return notFound()
    if (request.method === 'GET' && noun === 'builders' && id === undefined) {
      return Response.json(await bookings.buildersToBook(db))
    }
    if (request.method === 'GET' && noun === 'builders' && id !== undefined) {
      return orNotFound(await bookings.builder(db, id))
    }
    if (request.method === 'GET' && noun === 'bookings' && id !== undefined) {
      return orNotFound(await bookings.booking(db, id))
    }
    if (request.method === 'POST' && noun === 'bookings' && id === undefined) {
      const parsed = booking.safeParse(await request.json().catch(() => undefined))
      if (!parsed.success) return Response.json({ error: 'clientId and sessionTypeId are needed' }, { status: 400 })
      const client = await bookings.client(db, parsed.data.clientId)
      if (!client) return notFound()
      const booked = { ...parsed.data, status: 'PENDING', paymentStatus: 'PENDING', isTest: client.isTest } as const
      return Response.json(await bookings.book(db, booked), { status: 201 })
    }
    if (request.method === 'POST' && noun === 'bookings' && id !== undefined && verb === 'pay') {
      return orNotFound(await bookings.pay(db, id))
    }
    return notFound()
  }
}

function orNotFound(found: unknown): Response {
  return found === undefined ? notFound() : Response.json(found)
}

function notFound(): Response {
  return Response.json({ error: 'not found' }, { status: 404 })
}
