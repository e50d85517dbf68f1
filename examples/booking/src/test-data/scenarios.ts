import { defineTestScenario } from '@understudy/sdk/production'
import { z } from 'zod'
import type { TestEntitiesOfBooking } from './entities.ts'

/** Records that belong together: a booking needs a builder who offers a session, and a client. */
export function testScenarios(entities: TestEntitiesOfBooking) {
  return {
    'booking-scenarios': defineTestScenario(entities, {
      input: z.strictObject({
        status: z.enum(['PENDING', 'CONFIRMED', 'CANCELLED']).default('PENDING'),
        paymentStatus: z.enum(['PENDING', 'PAID', 'REFUNDED']).default('PENDING'),
      }),
      async create(input, make) {
        const builder = await make.create('builders', {
          name: 'Scenario Builder',
          email: `${make.testId}_scenario_builder@example.com`,
        })
        const sessionType = await make.create('session-types', {
          builderId: builder.id,
          name: 'Initial Consultation',
          duration: 60,
          price: 75,
        })
        const client = await make.create('clients', {
          name: 'Scenario Client',
          email: `${make.testId}_scenario_client@example.com`,
        })
        const booking = await make.create('bookings', {
          ...input,
          clientId: client.id,
          sessionTypeId: sessionType.id,
        })
        return { builder, sessionType, client, booking }
      },
    }),
  }
}

export type TestScenariosOfBooking = ReturnType<typeof testScenarios>
