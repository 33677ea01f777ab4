import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { ReplyError } from './errors.ts'

/** The GraphQL request in an event, checked for form and size but not yet parsed as GraphQL. */
export interface GraphqlRequest {
  readonly query: string
  readonly operationName: string | undefined
  readonly variables: Readonly<Record<string, unknown>>
}

const MAX_BYTES = 100 * 1024
const MAX_DEPTH = 64
const MAX_NODES = 2_000

/** Reads the request from an event. @throws ReplyError UNSUPPORTED_MEDIA_TYPE, PAYLOAD_TOO_LARGE, BAD_USER_INPUT, LIMIT_EXCEEDED */
export function readRequest(event: APIGatewayProxyEventV2): GraphqlRequest {
  const { method, path } = event.requestContext.http
  if (method !== 'POST' || !path.endsWith('/graphql'))
    throw new ReplyError('BAD_USER_INPUT', { detail: 'Send POST to /graphql.' })
  if (!isJson(event.headers['content-type'])) throw new ReplyError('UNSUPPORTED_MEDIA_TYPE')
  const body = parse(bodyText(event))
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new ReplyError('BAD_USER_INPUT', { detail: 'The body is not a JSON object.' })
  const { query, operationName = null, variables = null } = body as Record<string, unknown> // an object, its values unchecked
  if (typeof query !== 'string' || query.trim() === '')
    throw new ReplyError('BAD_USER_INPUT', { detail: 'The body has no query string.' })
  if (operationName !== null && typeof operationName !== 'string')
    throw new ReplyError('BAD_USER_INPUT', { detail: 'operationName is not a string.' })
  return { query, operationName: operationName ?? undefined, variables: measured(variables) }
}

/** The variables of an operation from their text. @throws ReplyError BAD_USER_INPUT, LIMIT_EXCEEDED */
export function readVariables(text: string): GraphqlRequest['variables'] {
  return measured(parse(text, 'variables is not JSON.'))
}

function measured(variables: unknown): GraphqlRequest['variables'] {
  if (typeof variables !== 'object' || Array.isArray(variables))
    throw new ReplyError('BAD_USER_INPUT', { detail: 'variables is not an object.' })
  measure(variables)
  return { ...variables }
}

function isJson(contentType: string | undefined): boolean {
  return /^application\/json\s*(;\s*charset=utf-8\s*)?$/i.test(contentType ?? '')
}

function bodyText({ body = '', isBase64Encoded }: APIGatewayProxyEventV2): string {
  // Four base64 characters are three bytes: a body that cannot fit is not decoded.
  if (body.length > (isBase64Encoded ? MAX_BYTES * 2 : MAX_BYTES)) throw new ReplyError('PAYLOAD_TOO_LARGE')
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8')
  if (bytes.length > MAX_BYTES) throw new ReplyError('PAYLOAD_TOO_LARGE')
  const text = bytes.toString('utf8')
  // A slice of Node's pool, which outlives the request.
  bytes.fill(0)
  return text
}

function parse(text: string, detail = 'The body is not JSON.'): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's message quotes the body, so it is not kept as a cause either.
    throw new ReplyError('BAD_USER_INPUT', { detail })
  }
}

/** Counts variables without recursion, because depth is the client's. */
function measure(variables: unknown): void {
  const left = [{ value: variables, depth: 0 }]
  for (let nodes = 0, next = left.pop(); next !== undefined; next = left.pop(), nodes += 1) {
    if (nodes > MAX_NODES || next.depth > MAX_DEPTH) throw new ReplyError('LIMIT_EXCEEDED')
    if (typeof next.value !== 'object' || next.value === null) continue
    const depth = next.depth + 1
    const values = Object.values(next.value)
    if (values.length > MAX_NODES) throw new ReplyError('LIMIT_EXCEEDED')
    for (const value of values) left.push({ value, depth })
  }
}
