import { copycat } from '@snaplet/copycat'
import { report } from '../measure.ts'

const rows = Number(process.argv[2])
let emails = 0
for (let id = 1; id <= rows; id++) {
  const row = {
    id,
    uid: copycat.uuid(`uid${id}`),
    email: copycat.email(`email${id}`),
    first_name: copycat.firstName(`first${id}`),
    last_name: copycat.lastName(`last${id}`),
    phone: copycat.phoneNumber(`phone${id}`),
    street: copycat.streetAddress(`street${id}`),
    city: copycat.city(`city${id}`),
    country: copycat.country(`country${id}`),
    born: copycat.dateString(`born${id}`),
    balance: copycat.float(`balance${id}`, { min: 0, max: 1000 }),
    created_at: copycat.dateString(`created${id}`),
  }
  if (row.email) emails++
}
report(rows, { emails })
