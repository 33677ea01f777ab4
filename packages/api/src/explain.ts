import type { Disclosed, Explained, Handover } from '@wardgraph/access'
import { type DocumentNode, execute, type GraphQLSchema, getOperationAST, parse, validate } from 'graphql'
import { clientError } from './clientErrors.ts'
import { ReplyError } from './errors.ts'
import type { GraphqlRequest } from './httpRequest.ts'
import { LIMITS } from './limits.ts'
import { Planner } from './planning.ts'
import { prepare } from './release.ts'
import type { Scope } from './scope.ts'

/** What would be an explanation of an explanation: a budget without end. */
const ITSELF = 'Query.explainAccess'

/** What is to be explained, to the caller of the scope it is explained in. */
export interface Asked {
  readonly schema: GraphQLSchema
  readonly request: GraphqlRequest
}

/**
 * Runs an operation in a scope of its own up to its release, which does not come: nothing is written, nothing of what was
 * read leaves, and the decisions that were made are the answer: a row for each response key.
 * @throws ReplyError as the operation itself would be answered
 */
export async function explainRun(
  scope: Scope,
  { schema, request, namesConsent }: Asked & { readonly namesConsent: boolean },
): Promise<readonly Explained[]> {
  const document = plan(scope, { schema, request })
  const { variables, operationName } = request
  const run = { schema, document, contextValue: { scope }, variableValues: variables, operationName }
  const { data, errors = [] } = await execute(run)
  const { fault } = scope
  if (fault !== null)
    throw fault.cause instanceof ReplyError ? fault.cause : new ReplyError(fault.code, { cause: fault.cause })
  const would = prepare(scope, { data, errors: errors.map((error) => clientError(error.toJSON(), error)) })
  const { code } = would.outcome
  if (code === 'OK') return scope.handover.explain({ namesConsent })
  const [{ message, path = [] } = NO_ERROR] = would.released.reply.errors ?? []
  if (code === 'CONFLICT') return lost(scope.handover.explain({ namesConsent }), path)
  throw new ReplyError(code, { detail: message })
}

const NO_ERROR = { message: '', path: [] }

/** A mutation that what is stored does not allow now: its one field is null. */
function lost(rows: readonly Explained[], [root]: readonly (string | number)[]): readonly Explained[] {
  const reason = 'CONFLICT: what it would change is no longer as it says'
  return rows.filter(({ path }) => path === root).map((row) => ({ ...row, outcome: 'DENIED', reason }))
}

/**
 * What an explanation has told, for its audit record. A mutation that is explained tells of whom it would change, and by
 * what it fails, too.
 */
export function toldBy(scope: Scope): ReturnType<Handover['withhold']> {
  const told = scope.handover.withhold()
  if (scope.operation?.kind !== 'mutation') return told
  const rows = new Map(told.disclosed.map((row) => [[row.patient, row.type, row.id].join(' '), row]))
  const add = (row: Disclosed) => {
    const name = [row.patient, row.type, row.id].join(' ')
    if (!rows.has(name)) rows.set(name, row)
  }
  for (const patient of scope.handover.related()) add({ patient, type: 'Patient', id: patient, fields: [] })
  for (const [patient, type, id] of scope.staged?.changed ?? []) add({ patient, type, id, fields: [] })
  return { ...told, disclosed: [...rows.values()] }
}

/** As `explainRun`, by the schema alone, whoever the patient is. @throws ReplyError BAD_USER_INPUT, LIMIT_EXCEEDED */
export function explainRules(scope: Scope, asked: Asked): readonly Explained[] {
  plan(scope, asked)
  return scope.handover.outline()
}

function plan(scope: Scope, { schema, request }: Asked): DocumentNode {
  const { query, variables, operationName } = request
  const document = parsed(query)
  if (validate(schema, document, undefined, { maxErrors: 1 }).length > 0)
    throw bad('The operation does not fit the schema.')
  const operation = getOperationAST(document, operationName)
  if (!operation) throw bad('It is not said which of the operations is meant.')
  try {
    new Planner(schema).begin(scope, { document, operation, variables })
  } catch (error) {
    const original = error instanceof Error && 'originalError' in error ? error.originalError : undefined
    throw original instanceof ReplyError ? original : error
  }
  if (scope.operation?.roots.includes(ITSELF)) throw bad('An explanation is not explained.')
  return document
}

function parsed(query: string): DocumentNode {
  try {
    return parse(query, { maxTokens: LIMITS.tokens })
  } catch (error) {
    // The parser's own message quotes the document.
    if (!(error instanceof Error) || !error.message.includes('Document contains more')) throw bad('It is not GraphQL.')
    throw new ReplyError('LIMIT_EXCEEDED', { detail: 'The document has too many tokens.' })
  }
}

function bad(detail: string): ReplyError {
  return new ReplyError('BAD_USER_INPUT', { detail })
}
