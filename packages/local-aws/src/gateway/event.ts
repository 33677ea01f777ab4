import type { IncomingMessage } from 'node:http'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'

// API Gateway hands text over as it is and everything else as base64.
const textType = /^(text\/.*|application\/((.*\+)?json|(.*\+)?xml|graphql.*|javascript))$/

/**
 * The API Gateway HTTP API event, payload format 2.0, of a request.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function eventOf(
  request: IncomingMessage,
  { body, requestId, now }: { body: Buffer; requestId: string; now: number },
): APIGatewayProxyEventV2 {
  const [path = '/', ...query] = (request.url ?? '/').split('?')
  const rawQueryString = query.join('?')
  const { cookie, ...headers } = headersOf(request)
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString,
    ...(cookie === undefined ? {} : { cookies: cookie.split(/; */).filter((pair) => pair !== '') }),
    headers,
    ...(rawQueryString === '' ? {} : { queryStringParameters: parametersOf(rawQueryString) }),
    requestContext: contextOf(request, { path, requestId, now }),
    ...(body.length === 0 ? { isBase64Encoded: false } : bodyOf(body, headers)),
  }
}

function contextOf(
  request: IncomingMessage,
  { path, requestId, now }: { path: string; requestId: string; now: number },
): APIGatewayProxyEventV2['requestContext'] {
  return {
    accountId: '000000000000',
    apiId: 'local',
    domainName: request.headers.host ?? '127.0.0.1',
    domainPrefix: 'local',
    http: {
      method: request.method ?? 'GET',
      path,
      protocol: `HTTP/${request.httpVersion}`,
      sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
      userAgent: request.headers['user-agent'] ?? '',
    },
    requestId,
    routeKey: '$default',
    stage: '$default',
    time: logTime(now),
    timeEpoch: now,
  }
}

/** Names in lower case (Node does that), repeated headers joined with commas, cookies with semicolons. */
function headersOf(request: IncomingMessage): Record<string, string> {
  const entries = Object.entries(request.headersDistinct).map(([name, values = []]) => {
    return [name, values.join(name === 'cookie' ? '; ' : ',')] as const
  })
  return Object.fromEntries(entries)
}

function parametersOf(rawQueryString: string): Record<string, string> {
  const parameters = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(rawQueryString)) {
    const earlier = parameters.get(name)
    parameters.set(name, earlier === undefined ? value : `${earlier},${value}`)
  }
  return Object.fromEntries(parameters)
}

function bodyOf(body: Buffer, headers: Record<string, string>): { body: string; isBase64Encoded: boolean } {
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  const text = textType.test(type) && headers['content-encoding'] === undefined
  return text
    ? { body: body.toString('utf8'), isBase64Encoded: false }
    : { body: body.toString('base64'), isBase64Encoded: true }
}

/** The time in the log format that API Gateway uses: 12/Mar/2020:19:03:58 +0000. */
function logTime(now: number): string {
  const [, day = '', month = '', year = '', time = ''] =
    /, (\d+) (\w+) (\d+) ([\d:]+)/.exec(new Date(now).toUTCString()) ?? []
  return `${day}/${month}/${year}:${time} +0000`
}
