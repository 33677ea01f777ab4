import { buildASTSchema, type GraphQLSchema, validateSchema } from 'graphql'
import type { Policy } from '../policy.ts'
import { readPolicy } from '../readPolicy.ts'
import { readAudiences, readRelations, readRoles } from './audiences.ts'
import { checkDirectiveValues } from './checkDirectiveValues.ts'
import { readClasses } from './classes.ts'
import { classTable } from './classTable.ts'
import type { Context } from './context.ts'
import { readInputs } from './inputs.ts'
import { linesOf } from './lines.ts'
import { checkDeciding, checkRecords, readObjectTypes } from './objectTypes.ts'
import { readRoots, readValues } from './otherFields.ts'
import { parseSources } from './parseSources.ts'
import { compare, Problems } from './problems.ts'
import { readRecords } from './recordFields.ts'
import { plainSdl } from './sdl.ts'
import { readBases, readSegments } from './segments.ts'
import { readSteering } from './steering.ts'
import { typesOf } from './types.ts'
import { checkVocabulary } from './vocabulary.ts'

/** The outcome of compiling: problems, or the policy and the generated files. */
export type Compiled =
  | { readonly problems: readonly string[]; readonly policy: null; readonly files: null; readonly tables: null }
  | {
      readonly problems: readonly []
      readonly policy: Policy
      readonly files: Readonly<Record<'sdl.ts' | 'types.ts' | 'plan.json', string>>
      /** The tables of docs/access.md, as Markdown. */
      readonly tables: string
    }

/** Compiles the annotated schema and checks that it is complete; each problem is `name:LINE coordinate: what`. */
export function compile({ sources }: { sources: readonly { name: string; text: string }[] }): Compiled {
  const problems = new Problems()
  const context = build(sources, problems)
  if (context && problems.none) {
    const policy = readAll(context)
    if (problems.none)
      return { problems: [], policy, files: filesOf(context, policy), tables: classTable(context, policy) }
  }
  return { problems: problems.sorted(), policy: null, files: null, tables: null }
}

/** The schema, if it is one and speaks the vocabulary with values that fit. */
function build(sources: readonly { name: string; text: string }[], problems: Problems): Context | undefined {
  const { document, connections } = parseSources(sources, problems)
  if (!problems.none) return undefined
  const schema: GraphQLSchema = buildASTSchema(document, { assumeValidSDL: true })
  for (const error of validateSchema(schema)) problems.sayError(error)
  checkVocabulary(schema, problems)
  checkDirectiveValues(document, schema, problems)
  return { schema, problems, connections }
}

function readAll(context: Context): Policy {
  const roles = readRoles(context)
  const relations = readRelations(context)
  const audiences = readAudiences(context, roles, relations)
  const classes = readClasses(context, { audiences, tenant: relations.TENANT ?? 0 })
  const segments = readSegments(context, audiences)
  const bases = readBases(context)
  const types = readObjectTypes(context)
  checkRecords(context, types, audiences)
  checkDeciding(context, types)
  const records = readRecords(context, types, { audiences, classes, tenant: relations.TENANT ?? 0 })
  const values = readValues(context, types)
  const roots = readRoots(context, audiences)
  const inputs = readInputs(context, records)
  const steering = readSteering(context)
  const lines = linesOf(context)
  const decided = { audiences, bases, classes, inputs, records, relations, roles, roots, segments, values }
  const all = { ...decided, lines, steering }
  // Fields keep the order of the schema: a compound index is made in it.
  return readPolicy(Object.fromEntries(Object.entries(all).map(([name, table]) => [name, sorted(table)])))
}

function sorted(table: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(table).toSorted(([a], [b]) => compare(a, b)))
}

function filesOf(context: Context, policy: Policy) {
  return {
    'sdl.ts': plainSdl(context.schema),
    'types.ts': typesOf(context, policy),
    'plan.json': `${JSON.stringify(policy, null, 2)}\n`,
  }
}
