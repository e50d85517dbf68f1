import { testPages } from './test-pages.ts'

testPages(2, 3)
