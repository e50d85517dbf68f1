import { z } from 'zod'
import { defineKind, indexDistributions, noOptions } from '../define-kind.ts'
import type { Kind, KindContext } from '../kind.ts'
import { closedListMaker, openListMaker } from '../list-maker.ts'
import { longest } from '../lists.ts'
import { picks } from '../vectors.ts'
import { companyRecord } from './company-record.ts'

const departments = [
  'Engineering',
  'Sales',
  'Marketing',
  'Finance',
  'Human Resources',
  'Customer Support',
  'Operations',
  'Legal',
  'Procurement',
  'Research',
  'Product',
  'Design',
  'Logistics',
  'Quality Assurance',
  'IT',
  'Security',
  'Facilities',
  'Public Relations',
  'Training',
  'Production',
]

const industries = [
  'Software',
  'Banking',
  'Insurance',
  'Retail',
  'Wholesale',
  'Construction',
  'Automotive',
  'Aerospace',
  'Chemicals',
  'Pharmaceuticals',
  'Healthcare',
  'Education',
  'Energy',
  'Utilities',
  'Telecommunications',
  'Media',
  'Publishing',
  'Hospitality',
  'Food and Beverages',
  'Agriculture',
  'Forestry',
  'Mining',
  'Metals',
  'Machinery',
  'Electronics',
  'Textiles',
  'Furniture',
  'Logistics',
  'Shipping',
  'Airlines',
  'Railways',
  'Real Estate',
  'Consulting',
  'Legal Services',
  'Advertising',
  'Security Services',
  'Waste Management',
  'Biotechnology',
  'Gaming',
  'Sports',
]

function open(
  name: string,
  group: string,
  summary: string,
  listOf: (context: KindContext) => readonly string[],
): Kind<Record<string, never>> {
  return defineKind({
    name,
    group,
    summary,
    type: 'text',
    options: z.strictObject({}),
    distributions: indexDistributions,
    maker: (_, context) => openListMaker(context, listOf(context)),
  })
}

export const department = open('department', 'company', 'Department of a company', () => departments)
export const catchPhrase = open(
  'catch-phrase',
  'company',
  'Slogan of a company',
  ({ locale }) => locale.words.catchPhrases,
)
export const productName = open(
  'product-name',
  'company',
  'Name of a product',
  ({ locale }) => locale.words.productNames,
)
export const productCategory = open(
  'product-category',
  'company',
  'Department of a shop',
  ({ locale }) => locale.words.productCategories,
)

export const industry = defineKind({
  name: 'industry',
  group: 'company',
  summary: 'What the row’s company does',
  type: 'text',
  options: noOptions,
  maker(_, context) {
    const closed = closedListMaker(context, industries)
    if (context.unique || longest(industries) > (context.maxLength ?? Number.POSITIVE_INFINITY)) return closed
    const company = companyRecord(context)
    return { capacity: closed.capacity, make: (rows) => picks(company.industry(rows, industries.length), industries) }
  },
})
