import { once } from 'node:events'
import { Agent, request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { type GatewayHandler, type GatewayOptions, startGateway } from '@wardgraph/local-aws'
import { expect, onTestFinished, test, vi } from 'vitest'

type Event = Parameters<GatewayHandler>[0]
type Context = Parameters<GatewayHandler>[1]

const now = () => Date.UTC(2020, 2, 12, 19, 3, 58)

/** A gateway whose handler notes what it was called with and answers `result`. */
async function gateway(options: Partial<GatewayOptions> = {}) {
  const events: Event[] = []
  const contexts: Context[] = []
  const handler: GatewayHandler = async (event, context) => {
    events.push(event)
    contexts.push(context)
    return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: '{}' }
  }
  const { url, close } = await startGateway({ port: 0, handler, now, ...options })
  onTestFinished(close)
  return { url, close, events, contexts, port: Number(new URL(url).port) }
}

test('a request becomes an event of payload format 2.0', async () => {
  const { url, port, events, contexts } = await gateway()
  const socket = connect(port, '127.0.0.1')
  socket.end(
    [
      'POST /graphql/a%20b?x=1&x=2&y=%C3%BC HTTP/1.1',
      `Host: 127.0.0.1:${port}`,
      'Content-Type: application/json; charset=utf-8',
      'X-Purpose-Of-Use: TREAT',
      'X-Many: one',
      'X-Many: two',
      'Cookie: a=1; b=2',
      'User-Agent: test',
      'Connection: close',
      'Content-Length: 13',
      '',
      '{"a":"Gr\u00fcn"}'.padEnd(12),
    ].join('\r\n'),
  )
  socket.resume()
  await once(socket, 'close')
  const domainName = url.slice('http://'.length)
  expect(events).toEqual([
    {
      version: '2.0',
      routeKey: '$default',
      rawPath: '/graphql/a%20b',
      rawQueryString: 'x=1&x=2&y=%C3%BC',
      queryStringParameters: { x: '1,2', y: 'ü' },
      cookies: ['a=1', 'b=2'],
      headers: {
        host: domainName,
        'content-type': 'application/json; charset=utf-8',
        'x-purpose-of-use': 'TREAT',
        'x-many': 'one,two',
        'user-agent': 'test',
        connection: 'close',
        'content-length': '13',
      },
      requestContext: {
        accountId: '000000000000',
        apiId: 'local',
        domainName,
        domainPrefix: 'local',
        http: {
          method: 'POST',
          path: '/graphql/a%20b',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'test',
        },
        requestId: contexts[0]?.awsRequestId,
        routeKey: '$default',
        stage: '$default',
        time: '12/Mar/2020:19:03:58 +0000',
        timeEpoch: Date.UTC(2020, 2, 12, 19, 3, 58),
      },
      body: '{"a":"Grün"}',
      isBase64Encoded: false,
    },
  ])
})

test('a request without body, query and cookies has none in its event', async () => {
  const { url, events } = await gateway()
  await fetch(`${url}/health`)
  for (const name of ['body', 'cookies', 'queryStringParameters']) expect(events[0]).not.toHaveProperty(name)
  expect(events[0]).toMatchObject({ rawPath: '/health', rawQueryString: '', isBase64Encoded: false })
})

test.each([
  ['text/csv', false],
  ['application/json', false],
  ['application/fhir+json', false],
  ['application/graphql', false],
  ['application/graphql-response+json; charset=utf-8', false],
  ['application/xml', false],
  ['application/octet-stream', true],
  ['application/x-www-form-urlencoded', true],
  ['image/png', true],
])('a body of %s is base64: %s', async (type, isBase64Encoded) => {
  const { url, events } = await gateway()
  const body = isBase64Encoded ? Uint8Array.of(0, 255, 128) : 'text'
  await fetch(url, { method: 'POST', headers: { 'content-type': type }, body })
  expect(events[0]).toMatchObject({ isBase64Encoded, body: isBase64Encoded ? 'AP+A' : 'text' })
})

test('the context counts the time down by the clock handed in', async () => {
  const clock = { now: 0 }
  const { url, contexts } = await gateway({ now: () => clock.now })
  await fetch(url)
  expect(contexts[0]?.getRemainingTimeInMillis()).toBe(30_000)
  clock.now += 12_000
  expect(contexts[0]?.getRemainingTimeInMillis()).toBe(18_000)
})

test('status, headers, cookies and a binary body of the reply arrive', async () => {
  const { url } = await gateway({
    handler: async () => ({
      statusCode: 201,
      headers: { 'Content-Type': 'image/png', 'x-count': 3 },
      cookies: ['a=1; HttpOnly', 'b=2'],
      body: 'AP+A',
      isBase64Encoded: true,
    }),
  })
  const reply = await fetch(url)
  expect(reply.status).toBe(201)
  expect(reply.headers.get('content-type')).toBe('image/png')
  expect(reply.headers.get('x-count')).toBe('3')
  expect(reply.headers.getSetCookie()).toEqual(['a=1; HttpOnly', 'b=2'])
  expect(new Uint8Array(await reply.arrayBuffer())).toEqual(Uint8Array.of(0, 255, 128))
})

test('a body of 10 MB passes and a longer one is refused before the handler', async () => {
  const { url, events } = await gateway()
  const post = (length: number) => fetch(url, { method: 'POST', body: Buffer.alloc(length) })
  expect((await post(10 * 1024 * 1024)).status).toBe(200)
  const refused = await post(10 * 1024 * 1024 + 1)
  expect(refused.status).toBe(413)
  expect(await refused.json()).toEqual({ message: 'Request Entity Too Large' })
  expect(events).toHaveLength(1)
})

test('a handler that fails is an internal error without its words', async () => {
  const { url } = await gateway({ handler: () => Promise.reject(new Error('secret')) })
  const reply = await fetch(url)
  expect(reply.status).toBe(500)
  expect(await reply.text()).toBe('{"message":"Internal Server Error"}')
})

test('pages are asked first', async () => {
  const { url, events } = await gateway({
    pages(request, response) {
      if (request.url !== '/') return false
      response.end('a page')
      return true
    },
  })
  expect(await (await fetch(url)).text()).toBe('a page')
  expect(await (await fetch(`${url}/graphql`)).text()).toBe('{}')
  expect(events).toHaveLength(1)
})

test('a request that names another host is refused', async () => {
  const { port, events } = await gateway()
  const request = httpRequest({ port, host: '127.0.0.1', headers: { host: 'attacker.example' } }).end()
  const [response] = await once(request, 'response')
  response.resume()
  expect(response.statusCode).toBe(403)
  expect(events).toEqual([])
})

test('a taken port is named by a code', async () => {
  const { port } = await gateway()
  const second = startGateway({ port, handler: async () => ({ statusCode: 200 }), now })
  await expect(second).rejects.toMatchObject({ code: 'PORT_TAKEN' })
})

/** A gateway in the middle of a request on a kept-alive connection, and a clock that only the test turns. */
async function underWay() {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const started = Promise.withResolvers<void>()
  const finish = Promise.withResolvers<void>()
  const running = await gateway({
    async handler() {
      started.resolve()
      await finish.promise
      return { statusCode: 200, body: 'done' }
    },
  })
  const agent = new Agent({ keepAlive: true })
  onTestFinished(() => agent.destroy())
  const request = httpRequest(running.url, { agent }).end()
  await started.promise
  return { ...running, request, finish: finish.resolve }
}

test('closing lets a request under way finish and is not held by its open connection', async () => {
  const { close, request, finish, url } = await underWay()
  const closed = close()
  finish()
  const [response] = await once(request, 'response')
  expect(Buffer.concat(await response.toArray()).toString()).toBe('done')
  await closed
  await expect(fetch(url)).rejects.toThrow()
})

test('closing ends a request that is still under way after three seconds', async () => {
  const { close, request } = await underWay()
  const lost = once(request, 'response').catch((error) => error)
  const closed = close()
  vi.advanceTimersByTime(2_999)
  expect(request.destroyed).toBe(false)
  vi.advanceTimersByTime(1)
  await closed
  expect(await lost).toMatchObject({ code: 'ECONNRESET' })
})
