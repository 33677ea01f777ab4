import { execute, type GraphQLFormattedError, getOperationAST, parse, validate } from 'graphql'
import { createCallers } from '../../packages/api/src/caller.ts'
import { clientError } from '../../packages/api/src/clientErrors.ts'
import { holderOf } from '../../packages/api/src/holder.ts'
import { Planner } from '../../packages/api/src/planning.ts'
import { raiseConcerns } from '../../packages/api/src/readConcerns.ts'
import { prepare, type Released, release } from '../../packages/api/src/release.ts'
import { executableSchema } from '../../packages/api/src/schema.ts'
import { Scope } from '../../packages/api/src/scope.ts'
import { hundred, operationsOf } from './handlers.ts'
import { inTurn, ratio } from './timing.ts'

/** What a nested read with its audit record may take of the same without. */
const LIMIT = 1.15

/**
 * Nested reads in process, with the audit record and without, in ms: the product's own sign-in, plan, resolvers and
 * release gate, with the table in memory. Apollo is left out on both sides, so that the ratio is to less work.
 */
export async function auditedFigures() {
  const made = await hundred()
  const figures: Record<string, unknown> = {}
  for (const [name, query] of Object.entries(operationsOf(made.ada))) {
    const run = runOf(made, query)
    const ways = { 'with audit': () => run(release), 'audit off': () => run(unaudited) }
    const [on, off] = [await ways['with audit'](), await ways['audit off']()]
    if (on.status !== 200 || on.text !== off.text) throw new Error('the replies differ')
    const timed = await inTurn(ways, { rounds: 501, calls: 1 })
    figures[name] = { ...timed, ratio: ratio(timed['with audit'], timed['audit off']), limit: LIMIT }
  }
  return figures
}

type Executed = Parameters<typeof release>[1]
type Gate = (scope: Scope, executed: Executed) => Promise<Released>

/** The release gate without its last step: no record is made of what it came to, no lane leased, nothing committed. */
const unaudited: Gate = async (scope, executed) => {
  const { released, outcome } = prepare(scope, executed)
  await raiseConcerns(scope, outcome.disclosed)
  return released
}

/** One request after another as `createHandler` runs them, its document parsed and validated before. */
function runOf({ services, doctor }: Awaited<ReturnType<typeof hundred>>, query: string) {
  const schema = executableSchema()
  const callers = createCallers(services)
  const planner = new Planner(schema)
  const document = parse(query)
  const operation = getOperationAST(document)
  if (!operation || validate(schema, document).length > 0) throw new Error('not an operation of the schema')
  const headers = { authorization: `Bearer ${doctor.token}` }
  return async (gate: Gate) => {
    const now = services.now()
    const signedIn = await callers.signIn(await holderOf(services, headers))
    const scope = new Scope({ services, request: crypto.randomUUID(), now, deadline: now + 10_000, ...signedIn })
    planner.begin(scope, { document, operation, variables: {} })
    const { data, errors } = await execute({ schema, document, contextValue: { scope } })
    const said = errors?.map((error): GraphQLFormattedError => clientError(error.toJSON(), error))
    return gate(scope, { data, ...(said === undefined ? {} : { errors: said }) })
  }
}
