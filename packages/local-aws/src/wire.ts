import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { Calls } from './callLog.ts'
import type { FaultRule, FaultRules, ServiceName } from './faults.ts'
import { readBody } from './loopback.ts'
import { ServiceException } from './serviceException.ts'
import { type Shape, shapeOf } from './shape.ts'
import { credentialOf, type Sessions } from './sts/sessions.ts'

/** One operation of a service; `unprocessed` asks BatchGetItem to leave keys over. Throws ServiceException. */
export type Operation = (input: Shape, call: { readonly unprocessed: boolean }) => Shape

/** A service as the awsJson protocol needs it: names as AWS writes them, and the operations it answers. */
export interface Service {
  readonly name: ServiceName
  readonly target: string
  readonly contentType: string
  readonly throttled: string
  readonly failed: string
  readonly operations: ReadonlyMap<string, Operation>
  close(): void
}

/** What a request meets on its way: the services, the sessions of STS, the faults in force, the log and the clock. */
export interface WireOptions {
  readonly services: readonly Service[]
  readonly sessions: Sessions
  readonly faults: FaultRules
  readonly calls: Calls
  readonly now: () => number
}

interface Reply {
  readonly status: number
  readonly body: Shape
}

// DynamoDB's own limit for one request.
const bodyLimit = 16 * 1024 * 1024

/** Answers the awsJson 1.0 and 1.1 protocols of the services (https://smithy.io/2.0/aws/protocols). */
export function createWire({ services, sessions, faults, calls, now }: WireOptions) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request, bodyLimit)
    const [target, operation = ''] = String(request.headers['x-amz-target'] ?? '').split('.')
    const service = services.find((it) => it.target === target)
    if (service === undefined) return reply(response, 'application/x-amz-json-1.0', unknownOperation())
    const session = sessions.find(credentialOf(request.headers.authorization)?.accessKeyId)
    const at = now()
    const principal = session?.principal ?? null
    calls.record({ service: service.name, operation, at, principal, input: () => findInput(body) })

    const fault = faults.next(service.name, operation)
    if (fault?.kind === 'drop') return void request.socket.destroy()
    const expired = session !== undefined && session.expiration <= at ? failure(expiredToken()) : undefined
    const answer = expired ?? refusal(service, fault) ?? perform(service, operation, body, fault)
    if (fault?.kind === 'lose') return void request.socket.destroy()
    // Not held by this timer: a close or a client that went away ends the wait with the connection.
    if (fault?.kind === 'delay') await wait(fault.ms, undefined, { ref: false })
    reply(response, service.contentType, answer)
  }
}

function refusal(service: Service, fault: FaultRule | undefined): Reply | undefined {
  if (fault?.kind === 'refuse') return failure(new ServiceException('AccessDeniedException', 'Refused by a fault rule'))
  if (fault?.kind === 'throttle') return failure(new ServiceException(service.throttled, 'Throttled by a fault rule'))
  return undefined
}

function perform(service: Service, operation: string, body: Buffer | undefined, fault: FaultRule | undefined): Reply {
  if (body === undefined) {
    return failure(new ServiceException('RequestEntityTooLarge', 'Request exceeds 16 MB', { status: 413 }))
  }
  const run = service.operations.get(operation)
  if (run === undefined) return unknownOperation()
  try {
    return { status: 200, body: run(parse(body), { unprocessed: fault?.kind === 'unprocessed' }) }
  } catch (error) {
    return failure(error instanceof ServiceException ? error : broken(service, error))
  }
}

function parse(body: Buffer): Shape {
  try {
    return shapeOf(JSON.parse(body.toString('utf8')))
  } catch (error) {
    if (error instanceof ServiceException) throw error
    throw new ServiceException('SerializationException', 'The request is not JSON')
  }
}

/** What was sent, for the log; null where it is no JSON object. */
function findInput(body: Buffer | undefined): Shape | null {
  try {
    return body === undefined ? null : parse(body)
  } catch {
    return null
  }
}

function expiredToken(): ServiceException {
  return new ServiceException('ExpiredTokenException', 'The security token included in the request is expired')
}

/** SQLite's `errstr` is one of its fixed sentences, such as "database or disk is full". */
function broken(service: Service, error: unknown): ServiceException {
  const reason = error instanceof Error && 'errstr' in error ? String(error.errstr) : 'unexpected error'
  return new ServiceException(service.failed, `The local service failed: ${reason}`, { status: 500 })
}

function unknownOperation(): Reply {
  return failure(new ServiceException('UnknownOperationException', 'The local endpoint does not answer this operation'))
}

function failure({ type, message, status, members }: ServiceException): Reply {
  return { status, body: { __type: type, message, ...members } }
}

function reply(response: ServerResponse, contentType: string, { status, body }: Reply): void {
  const text = JSON.stringify(body)
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': Buffer.byteLength(text),
    'x-amzn-requestid': randomUUID(),
  })
  response.end(text)
}
