import { createHash } from 'node:crypto'
import { ApolloServer, type ApolloServerPlugin, HeaderMap } from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled'
import { handlers, startServerAndCreateLambdaHandler } from '@as-integrations/aws-lambda'
import { makeExecutableSchema } from '@graphql-tools/schema'
import { type Plan, planOperation } from '@wardgraph/access'
import { sdl } from '@wardgraph/schema/sdl'
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  print,
  stripIgnoredCharacters,
  visit,
} from 'graphql'
import { getVariableValues } from 'graphql/execution/values.js'
import { REPLIES, ReplyError } from './errors.ts'
import type { GraphqlRequest } from './httpRequest.ts'
import { checkLimits, LIMITS } from './limits.ts'
import { type Released, type Reply, release } from './release.ts'
import { resolverMap } from './resolvers.ts'
import { scalars } from './scalars.ts'
import type { Held, Scope } from './scope.ts'
import type { Services } from './services.ts'

/** One GraphQL request for Apollo, with the scope it runs in. */
export interface Prepared {
  readonly request: GraphqlRequest
  readonly scope: Scope
}

/** Plans kept by (operation, role, purpose). */
const MAX_PLANS = 1_000
/** Plans of longer documents, in characters, are made anew. */
const MAX_PLANNED = 16_384

/** The schema that is served: plain SDL, and no resolver but the registered ones. */
export function executableSchema(): GraphQLSchema {
  return makeExecutableSchema({ typeDefs: sdl, resolvers: { ...resolverMap(), ...scalars() } })
}

/** Apollo behind the Lambda integration: takes a prepared request, gives what the release gate let go. */
export function createGraphql(services: Services) {
  const schema = executableSchema()
  const server = new ApolloServer<Held>({
    schema,
    introspection: services.introspection,
    persistedQueries: false,
    csrfPrevention: false, // every request is JSON with a bearer token by the time it gets here
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: LIMITS.tokens },
    logger: silent,
    formatError: (formatted, error) => clean(formatted, error),
    plugins: [gate(), ...nothingElse()],
  })
  const released = new WeakMap<Scope, Released>()
  const requestHandler = handlers.createRequestHandler<Prepared, undefined>(
    ({ request: { query, operationName, variables } }) => ({
      method: 'POST',
      headers: new HeaderMap([['content-type', 'application/json']]),
      search: '',
      body: { query, variables, ...(operationName === undefined ? {} : { operationName }) },
    }),
    { success: () => undefined, error: () => undefined },
  )
  const run = startServerAndCreateLambdaHandler(server, requestHandler, {
    context: async ({ event: { scope } }) => ({ scope }),
  })

  function gate(): ApolloServerPlugin<Held> {
    const plans = new Map<string, Plan>()
    return {
      async requestDidStart() {
        return {
          async didResolveOperation({ document, operation, request, contextValue }) {
            if (operation)
              begin(contextValue.scope, { schema, document, operation, variables: request.variables ?? {}, plans })
          },
          async didEncounterErrors({ errors, contextValue: { scope } }) {
            for (const error of errors) if (!isClients(error)) scope.fail('INTERNAL', error.originalError ?? error)
          },
          async willSendResponse({ response, contextValue: { scope } }) {
            if (response.body.kind !== 'single') return
            released.set(scope, await release(scope, response.body.singleResult as Reply)) // FormattedExecutionResult
            response.body.singleResult = {}
          },
        }
      },
    }
  }

  return {
    schema,
    /** @throws ReplyError INTERNAL when the request did not come to the release gate */
    async run(prepared: Prepared): Promise<Released> {
      await run(prepared, NO_CONTEXT, () => {})
      const result = released.get(prepared.scope)
      if (result === undefined) throw new ReplyError('INTERNAL')
      return result
    },
  }
}

/**
 * Apollo's own plugins, each off: some would be switched on by an environment variable and send requests elsewhere,
 * and cache control wraps every resolver, which doubles the time of a list.
 */
function nothingElse(): ApolloServerPlugin[] {
  return [
    ApolloServerPluginLandingPageDisabled(),
    ApolloServerPluginCacheControlDisabled(),
    ApolloServerPluginInlineTraceDisabled(),
    ApolloServerPluginSchemaReportingDisabled(),
    ApolloServerPluginUsageReportingDisabled(),
  ]
}

/** The integration passes the Lambda context on to the context function, which here does not look at it. */
const NO_CONTEXT = {} as Parameters<ReturnType<typeof startServerAndCreateLambdaHandler>>[1]
/** Apollo's own words quote what failed; failures are logged by the release gate. */
const silent = { debug() {}, info() {}, warn() {}, error() {} }

interface Resolved {
  readonly schema: GraphQLSchema
  readonly document: DocumentNode
  readonly operation: OperationDefinitionNode
  readonly variables: Readonly<Record<string, unknown>>
  readonly plans: Map<string, Plan>
}

function begin(scope: Scope, { schema, document, operation, variables, plans }: Resolved): void {
  const { policy } = scope.services
  const coerced = getVariableValues(schema, operation.variableDefinitions ?? [], variables, { maxErrors: 1 })
  if (coerced.coerced === undefined)
    throw asGraphql(new ReplyError('BAD_USER_INPUT', { detail: 'A variable is missing or has another type.' }))
  try {
    checkLimits({
      schema,
      document,
      operation,
      variables: coerced.coerced,
      isRecord: (type) => Object.hasOwn(policy.records, type),
    })
  } catch (error) {
    throw error instanceof ReplyError ? asGraphql(error) : error
  }
  const { role, purposeOfUse: purpose } = scope.caller
  const name = `${role} ${purpose} ${operation.name?.value ?? ''} ${print(document)}`
  const plan = plans.get(name) ?? planOperation({ policy, schema, document, operation, role, purpose })
  if (plans.size >= MAX_PLANS) plans.clear()
  if (name.length <= MAX_PLANNED) plans.set(name, plan)
  const roots = [...new Set(Object.values(plan.roots).map(({ coordinate }) => coordinate))]
  scope.operation = {
    kind: operation.operation === 'mutation' ? 'mutation' : 'query',
    roots,
    document: documentHash(document),
  }
  scope.begin(plan, coerced.coerced)
}

/** SHA-256 of the document without its literals: they may be values, and the same request should have the same hash. */
function documentHash(document: DocumentNode): string {
  const stripped = visit(document, {
    StringValue: (node) => ({ ...node, value: '', block: false }),
    IntValue: (node) => ({ ...node, value: '0' }),
    FloatValue: (node) => ({ ...node, value: '0' }),
    [Kind.NAME]: { leave: () => undefined },
  })
  return createHash('sha256')
    .update(stripIgnoredCharacters(print(stripped)))
    .digest('hex')
}

function asGraphql(error: ReplyError): GraphQLError {
  return new GraphQLError(error.message, { originalError: error, extensions: { code: error.code } })
}

/** What graphql-js says while it executes, without a code, of a null that a variable brought. */
const NULL_ARGUMENT = /^Argument "/

/** Sentences for what graphql-js refuses, by how its own begin: its own quote the document and its values. */
const SENTENCES: readonly (readonly [RegExp, string])[] = [
  [/^Syntax Error: Document contains more/, 'The document has too many tokens.'],
  [/^Syntax Error/, 'The document is not GraphQL.'],
  [/^Cannot query field/, 'A field is not there on its type.'],
  [/^Expected value of type/, 'A value has another type.'],
  [/^Unknown argument/, 'An argument is not known.'],
  [/^Unknown type/, 'A type is not known.'],
  [/^Unknown fragment/, 'A fragment is not known.'],
  [/^Cannot spread fragment/, 'A fragment spreads itself.'],
  [/^Field .* must have a selection/, 'A field needs a selection of fields.'],
  [/^Field .* must not have a selection/, 'A field has no fields to select.'],
  [/^Field .* argument .* of type .* is required/, 'A required argument is missing.'],
  [NULL_ARGUMENT, 'An argument is missing or null.'],
  [/^Variable/, 'A variable is not declared, not used, or of another type.'],
  [/introspection/i, 'The schema cannot be asked for here.'],
]

/** An error as a client may see it: one of our codes, one of our sentences, where in the document, and the path. */
function clean(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const original = error instanceof GraphQLError ? error.originalError : error
  const place = {
    ...(formatted.locations === undefined ? {} : { locations: formatted.locations }),
    ...(formatted.path === undefined ? {} : { path: formatted.path }),
  }
  if (original instanceof ReplyError)
    return { message: original.message, ...place, extensions: { code: original.code } }
  if (!isClients(formatted)) return { message: REPLIES.INTERNAL.message, ...place, extensions: { code: 'INTERNAL' } }
  const tokens = /^Syntax Error: Document contains more/.test(formatted.message)
  const sentence = SENTENCES.find(([start]) => start.test(formatted.message))?.[1] ?? REPLIES.BAD_USER_INPUT.message
  return { message: sentence, ...place, extensions: { code: tokens ? 'LIMIT_EXCEEDED' : 'BAD_USER_INPUT' } }
}

/** Whether an error is about the document or its variables, or one that says itself what it is. */
function isClients(error: GraphQLFormattedError | GraphQLError): boolean {
  if (error instanceof GraphQLError && error.originalError instanceof ReplyError) return true
  const code = error.extensions?.code
  return (typeof code === 'string' && CLIENT_CODES.has(code)) || NULL_ARGUMENT.test(error.message)
}
const CLIENT_CODES = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_REQUEST',
])
