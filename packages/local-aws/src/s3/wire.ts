import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { finished, pipeline } from 'node:stream/promises'
import { setTimeout as wait } from 'node:timers/promises'
import type { Calls } from '../callLog.ts'
import type { FaultRule, FaultRules } from '../faults.ts'
import { ServiceException } from '../serviceException.ts'
import type { Sessions } from '../sts/sessions.ts'
import { refusal } from './refusal.ts'
import { readRequest, type S3Request } from './request.ts'
import { findRoute, honours, type Route } from './routes.ts'
import type { S3 } from './service.ts'
import type { S3Reply, S3State } from './state.ts'
import { writeError } from './xml.ts'

/** What a request meets on its way: the service, the sessions of STS, the faults in force, the log and the clock. */
export interface S3WireOptions {
  readonly s3: S3
  readonly sessions: Sessions
  readonly faults: FaultRules
  readonly calls: Calls
  readonly now: () => number
}

/** Answers the REST-XML protocol of S3 (https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html). */
export function createS3Wire({ s3, sessions, faults, calls, now }: S3WireOptions) {
  return async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = attempt(() => readRequest(message, now()))
    if (request instanceof ServiceException) return deliver(message, response, failure(request))
    const route = findRoute(request)
    const operation = route?.operation ?? request.query.get('x-id') ?? ''
    const { method, bucket, key } = request
    const session = sessions.find(request.accessKeyId)
    const at = now()
    const principal = session?.principal ?? null
    calls.record({
      service: 's3',
      operation,
      at,
      principal,
      input: () => ({ method, bucket, key, headers: message.headers }),
    })

    const fault = faults.next('s3', operation)
    if (fault?.kind === 'drop') return void message.socket.destroy()
    const expired = session !== undefined && session.expiration <= at ? failure(refusal('ExpiredToken')) : undefined
    const reply = expired ?? faulty(fault) ?? (await perform(s3.state, request, route))
    try {
      if (fault?.kind === 'lose') return void message.socket.destroy()
      // Not held by this timer: a close or a client that went away ends the wait with the connection.
      if (fault?.kind === 'delay') await wait(fault.ms, undefined, { ref: false })
      await deliver(message, response, reply)
    } finally {
      if (typeof reply.body === 'object') reply.body.close()
    }
  }
}

function faulty(fault: FaultRule | undefined): S3Reply | undefined {
  if (fault?.kind === 'refuse') return failure(refusal('AccessDenied', 'Refused by a fault rule'))
  if (fault?.kind === 'throttle') return failure(refusal('SlowDown'))
  return undefined
}

async function perform(state: S3State, request: S3Request, route: Route | undefined): Promise<S3Reply> {
  if (route === undefined || !honours(route, request)) return failure(refusal('NotImplemented'))
  try {
    return await route.answer(state, request)
  } catch (error) {
    return failure(error instanceof ServiceException ? error : broken(error))
  }
}

function attempt<T>(work: () => T): T | ServiceException {
  try {
    return work()
  } catch (error) {
    if (error instanceof ServiceException) return error
    throw error
  }
}

/** SQLite's `errstr` is one of its fixed sentences, such as "database or disk is full". */
function broken(error: unknown): ServiceException {
  const reason = error instanceof Error && 'errstr' in error ? String(error.errstr) : 'unexpected error'
  return new ServiceException('InternalError', `The local service failed: ${reason}`, { status: 500 })
}

function failure({ type, message, status }: ServiceException): S3Reply {
  return { status, body: writeError(type, message) }
}

/** Takes what is left of the request first: a client that is still sending does not look for a refusal. */
async function deliver(message: IncomingMessage, response: ServerResponse, reply: S3Reply): Promise<void> {
  if (!message.complete) await finished(message.resume())
  const { status, headers = {}, body = '' } = reply
  const text = typeof body === 'string' ? body : ''
  response.writeHead(status, {
    ...(text === '' ? {} : { 'content-type': 'application/xml' }),
    ...(status === 204 ? {} : { 'content-length': Buffer.byteLength(text) }),
    ...headers,
    'x-amz-request-id': randomBytes(8).toString('hex').toUpperCase(),
  })
  if (typeof body === 'string' || message.method === 'HEAD') response.end(text)
  else await pipeline(body.chunks(), response)
}
