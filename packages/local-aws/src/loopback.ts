import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { LocalAwsError } from './errors.ts'

const host = '127.0.0.1'
const graceMs = 3_000

/** A listening server of this machine only. */
export interface Loopback {
  readonly url: string
  close(): Promise<void>
}

/** The port (0: any free one) and what answers; an answer that throws is the caller's mistake. */
export interface LoopbackOptions {
  readonly port: number
  readonly answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>
}

/**
 * Listens on 127.0.0.1; requests that name another host are refused, so that no web page reaches it by DNS rebinding.
 * @throws LocalAwsError PORT_TAKEN
 */
export async function listen({ port, answer }: LoopbackOptions): Promise<Loopback> {
  const server = createServer((request, response) => {
    response.once('close', () => {
      if (!server.listening) setImmediate(() => server.closeIdleConnections())
    })
    if (!namesThisMachine(request.headers.host)) {
      send(response, { status: 403, body: '{"message":"Forbidden"}' })
      return
    }
    answer(request, response).catch(() => response.destroy())
  })
  // A client that reuses a connection in the moment it times out would see a reset that AWS never shows.
  server.keepAliveTimeout = 0
  await bind(server, port)
  const address = server.address()
  const bound = typeof address === 'object' && address !== null ? address.port : port
  return { url: `http://${host}:${bound}`, close: () => shut(server) }
}

/** Answers with JSON or another text and ends the response. */
export function send(
  response: ServerResponse,
  { status, body, type = 'application/json' }: { status: number; body: string; type?: string },
): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) })
  response.end(body)
}

/** The whole request body, or undefined when it is longer than `limit` bytes (the rest is read and dropped). */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    length += chunk.length
    if (length <= limit) chunks.push(chunk)
    else chunks.length = 0
  }
  return length <= limit ? Buffer.concat(chunks) : undefined
}

function namesThisMachine(header: string | undefined): boolean {
  return header !== undefined && /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(header)
}

function bind(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new LocalAwsError('PORT_TAKEN', { cause: error }) : error)
    })
    server.listen(port, host, resolve)
  })
}

/** Requests under way may finish within the grace; connections that merely stay open do not hold it up. */
function shut(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs)
    server.close(() => {
      clearTimeout(timer)
      resolve()
    })
    server.closeIdleConnections()
  })
}
