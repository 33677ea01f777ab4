import { ApolloServer, type ApolloServerPlugin, HeaderMap } from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled'
import { handlers, startServerAndCreateLambdaHandler } from '@as-integrations/aws-lambda'
import { clientError, isClients } from './clientErrors.ts'
import { documentStore } from './documentStore.ts'
import { ReplyError } from './errors.ts'
import type { GraphqlRequest } from './httpRequest.ts'
import { LIMITS } from './limits.ts'
import { Planner } from './planning.ts'
import { type Released, type Reply, release } from './release.ts'
import { executableSchema } from './schema.ts'
import type { Held, Scope } from './scope.ts'
import type { Services } from './services.ts'

/** One GraphQL request for Apollo, with the scope it runs in. */
export interface Prepared {
  readonly request: GraphqlRequest
  readonly scope: Scope
}

/** Apollo behind the Lambda integration: takes a prepared request, gives what the release gate let go. */
export function createGraphql(services: Services) {
  const schema = executableSchema()
  const server = new ApolloServer<Held>({
    schema,
    introspection: services.introspection,
    persistedQueries: false,
    documentStore: documentStore(),
    csrfPrevention: false, // every request is JSON with a bearer token by the time it gets here
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: LIMITS.tokens },
    logger: silent,
    formatError: (formatted, error) => clientError(formatted, error),
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
    const planner = new Planner(schema)
    return {
      async requestDidStart() {
        return {
          async didResolveOperation({ document, operation, request, contextValue: { scope } }) {
            if (operation) planner.begin(scope, { document, operation, variables: request.variables ?? {} })
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
