import type { IncomingMessage, ServerResponse } from 'node:http'
import { LocalAwsError } from './errors.ts'
import type { FaultRules } from './faults.ts'
import { readBody, send } from './loopback.ts'

/** Where the rules can be read (GET), extended by one (POST) and cleared (DELETE) from another process. */
export const faultsPath = '/_local/faults'

/** Answers the faults endpoint; every good answer is the list of rules in force. */
export async function answerFaults(
  faults: FaultRules,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request, 64 * 1024)
  if (request.method === 'DELETE') faults.clear()
  else if (request.method === 'POST') {
    // A form of a foreign web page can post without a preflight, but not with this type.
    if (!String(request.headers['content-type']).startsWith('application/json')) return refuse(response, 415)
    if (!add(faults, body)) return refuse(response, 400)
  } else if (request.method !== 'GET') return refuse(response, 405)
  send(response, { status: 200, body: JSON.stringify(faults.list()) })
}

function add(faults: FaultRules, body: Buffer | undefined): boolean {
  try {
    faults.add(JSON.parse(String(body)))
    return true
  } catch (error) {
    if (error instanceof LocalAwsError || error instanceof SyntaxError) return false
    throw error
  }
}

function refuse(response: ServerResponse, status: number): void {
  send(response, { status, body: JSON.stringify({ code: 'INVALID_FAULT' }) })
}
