import { z } from 'zod'
import { defineKind, indexDistributions } from '../define-kind.ts'
import { openListMaker } from '../list-maker.ts'

export const jobTitle = defineKind({
  name: 'job-title',
  group: 'people',
  summary: 'What a person does for a living',
  type: 'text',
  options: z.strictObject({}),
  distributions: indexDistributions,
  maker: (_, context) => openListMaker(context, context.locale.words.jobTitles),
})

export const bio = defineKind({
  name: 'bio',
  group: 'people',
  summary: 'How a person describes itself in a line',
  type: 'text',
  options: z.strictObject({}),
  distributions: indexDistributions,
  maker: (_, context) => openListMaker(context, context.locale.words.bios),
})
