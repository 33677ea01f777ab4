import type { Identity } from './identity.ts'
import type { Keys } from './keys.ts'
import type { Stage } from './stage.ts'

/** The way in behind the edge. */
export interface Api {
  readonly gateway: sst.aws.ApiGatewayV2
  /** What answers: the alias that a release moves. */
  readonly live: aws.lambda.Alias | null
  /** The name that the edge calls. */
  readonly url: $util.Output<string>
}

/** What one line of the access log says: no query string, no header, nothing of a caller but who it is in the pool. */
const LOGGED = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  routeKey: '$context.routeKey',
  status: '$context.status',
  latency: '$context.responseLatency',
  length: '$context.responseLength',
  subject: '$context.authorizer.claims.sub',
  error: '$context.error.messageString',
}

/** The name behind the edge that its certificate is for. */
export const originName = ({ domain }: Stage) => (domain === null ? null : `origin.${domain}`)

/** Makes the HTTP API. */
export function makeApi(of: {
  readonly stage: Stage
  readonly keys: Keys
  readonly identity: Identity
  readonly graphql: sst.aws.Function
}): Api {
  const { stage, keys, identity, graphql } = of
  const name = originName(stage)
  const gateway = new sst.aws.ApiGatewayV2('Gateway', {
    cors: false,
    ...(name === null ? {} : { domain: { name } }),
    accessLog: { retention: '1 year' },
    transform: {
      api(args) {
        args.name = `${stage.prefix}-api`
        // With a name of its own nobody need know this one.
        args.disableExecuteApiEndpoint = name !== null
      },
      stage(args) {
        args.defaultRouteSettings = {
          throttlingBurstLimit: 200,
          throttlingRateLimit: 100,
          detailedMetricsEnabled: true,
        }
        args.accessLogSettings = $output(args.accessLogSettings).apply((settings) => ({
          destinationArn: settings?.destinationArn ?? '',
          format: JSON.stringify(LOGGED),
        }))
      },
      logGroup(args) {
        args.kmsKeyId = keys.logs.arn
      },
    },
  })
  const authorizer = gateway.addAuthorizer({
    name: 'cognito',
    jwt: { issuer: identity.issuer, audiences: [identity.client.id] },
  })
  const live = $dev ? null : liveAlias(graphql)
  gateway.route('POST /graphql', live === null ? graphql.arn : live.arn, {
    auth: { jwt: { authorizer: authorizer.id } },
  })
  return { gateway, live, url: gateway.url }
}

/** Where a release moves it to is its doing alone: a deploy leaves it where it is. */
function liveAlias(fn: sst.aws.Function): aws.lambda.Alias {
  return new aws.lambda.Alias(
    'GraphqlLive',
    { name: 'live', functionName: fn.name, functionVersion: fn.nodes.function.version },
    { ignoreChanges: ['functionVersion', 'routingConfig'] },
  )
}
