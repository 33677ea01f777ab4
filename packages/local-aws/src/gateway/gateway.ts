import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda'
import { assertLocal } from '../errors.ts'
import { contextOf } from '../lambda/context.ts'
import { listen, readBody, send } from '../loopback.ts'
import { eventOf } from './event.ts'

// API Gateway's quotas for an HTTP API.
const bodyLimit = 10 * 1024 * 1024
const timeoutMs = 30_000

/** A Lambda function behind an HTTP API, payload format 2.0. */
export type GatewayHandler = (
  event: APIGatewayProxyEventV2,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>

/** The port (0: any free one), the function, and `pages`, asked first, which says whether it has answered. */
export interface GatewayOptions {
  readonly port: number
  readonly handler: GatewayHandler
  readonly pages?: (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>
  readonly now?: () => number
}

/** The gateway under way; `close` lets requests under way finish for up to 3 s. */
export interface Gateway {
  readonly url: string
  close(): Promise<void>
}

/**
 * Serves a Lambda handler on 127.0.0.1.
 * @throws LocalAwsError NOT_LOCAL, PORT_TAKEN
 */
export async function startGateway({ port, handler, pages, now = Date.now }: GatewayOptions): Promise<Gateway> {
  assertLocal()
  return listen({
    port,
    async answer(request, response) {
      try {
        if (await pages?.(request, response)) return
        const body = await readBody(request, bodyLimit)
        if (body === undefined) return message(response, 413, 'Request Entity Too Large')
        const requestId = randomUUID()
        const event = eventOf(request, { body, requestId, now: now() })
        reply(
          response,
          await handler(event, contextOf({ functionName: 'local', requestId, timeoutMs, now })),
          requestId,
        )
      } catch {
        // A function that fails says nothing to the outside, and so does its gateway.
        if (response.headersSent) response.destroy()
        else message(response, 500, 'Internal Server Error')
      }
    },
  })
}

function message(response: ServerResponse, status: number, text: string): void {
  send(response, { status, body: JSON.stringify({ message: text }) })
}

function reply(response: ServerResponse, result: APIGatewayProxyStructuredResultV2, requestId: string): void {
  const body = Buffer.from(result.body ?? '', result.isBase64Encoded === true ? 'base64' : 'utf8')
  response.statusCode = result.statusCode ?? 200
  response.setHeader('content-type', 'text/plain;charset=utf-8')
  for (const [name, value] of Object.entries(result.headers ?? {})) response.setHeader(name, String(value))
  if (result.cookies !== undefined) response.setHeader('set-cookie', result.cookies)
  response.setHeader('apigw-requestid', requestId)
  response.setHeader('content-length', body.length)
  response.end(body)
}
