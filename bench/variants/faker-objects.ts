import { faker } from '@faker-js/faker'
import { report } from '../measure.ts'

const rows = Number(process.argv[2])
faker.seed(7)
let emails = 0
for (let id = 1; id <= rows; id++) {
  const first_name = faker.person.firstName()
  const last_name = faker.person.lastName()
  const row = {
    id,
    uid: faker.string.uuid(),
    email: faker.internet.email({ firstName: first_name, lastName: last_name }),
    first_name,
    last_name,
    phone: faker.phone.number(),
    street: faker.location.streetAddress(),
    city: faker.location.city(),
    country: faker.location.country(),
    born: faker.date.birthdate(),
    balance: faker.finance.amount(),
    created_at: faker.date.past(),
  }
  if (row.email) emails++
}
report(rows, { emails })
