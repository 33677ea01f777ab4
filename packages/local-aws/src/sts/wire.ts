import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { Calls } from '../callLog.ts'
import type { FaultRule, FaultRules } from '../faults.ts'
import { readBody, send } from '../loopback.ts'
import { ServiceException } from '../serviceException.ts'
import { writeElements, type XmlContent } from '../xml.ts'
import { assumeRole } from './assumeRole.ts'
import { credentialOf, type Sessions } from './sessions.ts'

/** What a request meets on its way: the sessions, the faults in force, the log and the clock. */
export interface StsWireOptions {
  readonly sessions: Sessions
  readonly faults: FaultRules
  readonly calls: Calls
  readonly now: () => number
}

interface Reply {
  readonly status: number
  readonly body: string
}

const namespace = 'https://sts.amazonaws.com/doc/2011-06-15/'
const version = '2011-06-15'
const bodyLimit = 64 * 1024

/** Whether a request is meant for STS: a form to the root, signed for it. No web page can send that header. */
export function isForSts({ method, url, headers }: IncomingMessage): boolean {
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false
  return method === 'POST' && url === '/' && isForm && credentialOf(headers.authorization)?.service === 'sts'
}

/** Answers the awsQuery protocol (https://smithy.io/2.0/aws/protocols/aws-query-protocol.html). */
export function createStsWire({ sessions, faults, calls, now }: StsWireOptions) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request, bodyLimit)
    const form = new URLSearchParams(body?.toString('utf8'))
    const operation = form.get('Action') ?? ''
    const at = now()
    calls.record({
      service: 'sts',
      operation,
      at,
      principal: sessions.find(credentialOf(request.headers.authorization)?.accessKeyId)?.principal ?? null,
      input: () => Object.fromEntries(form),
    })

    const fault = faults.next('sts', operation)
    if (fault?.kind === 'drop') return void request.socket.destroy()
    const reply = faulty(fault) ?? answer(form, { operation, sessions, now: at })
    if (fault?.kind === 'lose') return void request.socket.destroy()
    // Not held by this timer: a close or a client that went away ends the wait with the connection.
    if (fault?.kind === 'delay') await wait(fault.ms, undefined, { ref: false })
    send(response, { ...reply, type: 'text/xml' })
  }
}

function faulty(fault: FaultRule | undefined): Reply | undefined {
  if (fault?.kind === 'refuse')
    return failure(new ServiceException('AccessDenied', 'Refused by a fault rule', { status: 403 }))
  if (fault?.kind === 'throttle') return failure(new ServiceException('Throttling', 'Rate exceeded'))
  return undefined
}

function answer(form: URLSearchParams, of: { operation: string; sessions: Sessions; now: number }): Reply {
  try {
    if (of.operation !== 'AssumeRole' || form.get('Version') !== version)
      throw new ServiceException('InvalidAction', 'The local endpoint does not answer this action or version')
    const { credentials, arn, id } = assumeRole(form, of)
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = credentials
    const result = {
      Credentials: {
        AccessKeyId: accessKeyId,
        SecretAccessKey: secretAccessKey,
        SessionToken: sessionToken,
        Expiration: new Date(expiration).toISOString(),
      },
      AssumedRoleUser: { AssumedRoleId: id, Arn: arn },
      PackedPolicySize: 1,
    }
    return document('AssumeRoleResponse', 200, {
      AssumeRoleResult: result,
      ResponseMetadata: { RequestId: randomUUID() },
    })
  } catch (error) {
    if (error instanceof ServiceException) return failure(error)
    throw error
  }
}

function failure({ type, message, status }: ServiceException): Reply {
  const error = { Type: 'Sender', Code: type, Message: message }
  return document('ErrorResponse', status, { Error: error, RequestId: randomUUID() })
}

function document(root: string, status: number, content: XmlContent): Reply {
  return { status, body: `<${root} xmlns="${namespace}">${writeElements(content)}</${root}>` }
}
