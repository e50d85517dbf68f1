import { CUSTOMERS, runWay } from '../factories-shop.ts'

await runWay(({ customers }) => customers.createMany(CUSTOMERS))
