import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { graphOf } from './stages.ts'

/** One field of an event (CloudFront Developer Guide, "CloudFront Functions event structure"). */
interface Field {
  readonly value: string
  readonly multiValue?: readonly { readonly value: string }[]
}
interface Request {
  readonly method: string
  readonly uri: string
  readonly headers: Record<string, Field>
  readonly cookies: Record<string, Field>
}
interface Reply {
  readonly statusCode: number
}

const TOKEN = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl'
const DISTRIBUTION = 'd0123456789.cloudfront.net'

/** The code as it would be deployed, run over one event. */
async function run(stage: string, request: Request): Promise<Request | Reply> {
  const [made, ...more] = graphOf(stage).resources.filter(({ type }) => type === 'aws:cloudfront/function:Function')
  expect(more).toEqual([])
  expect(made?.inputs.runtime).toBe('cloudfront-js-2.0')
  expect(Buffer.byteLength(made?.inputs.code)).toBeLessThan(10_240)
  const event = { version: '1.0', context: { distributionDomainName: DISTRIBUTION }, request }
  const result = await runInNewContext(`${made?.inputs.code}\nhandler(${JSON.stringify(event)})`)
  return JSON.parse(JSON.stringify(result))
}

/** What a page of ours sends, and then what a case changes. */
function sent({ headers = {}, cookies, ...more }: Partial<Request> = {}): Request {
  return {
    method: 'POST',
    uri: '/graphql',
    ...more,
    headers: {
      host: { value: 'api.example.org' },
      origin: { value: 'https://api.example.org' },
      'x-wardgraph': { value: '1' },
      ...headers,
    },
    cookies: cookies ?? { '__Host-wardgraph': { value: TOKEN }, theme: { value: 'dark' } },
  }
}

async function passed(request: Request): Promise<Request> {
  const result = await run('production', request)
  if ('statusCode' in result) throw new Error(`answered ${result.statusCode}`)
  return result
}

const twice = (...values: [string, string]): Field => ({
  value: values[0],
  multiValue: values.map((value) => ({ value })),
})
const absent = (name: string) => {
  const request = sent()
  delete request.headers[name]
  return request
}

test('the cookie of a page of ours becomes Authorization, and goes no further', async () => {
  const { headers, cookies } = await passed(sent())
  expect(headers.authorization).toEqual({ value: `Bearer ${TOKEN}` })
  expect(cookies).toEqual({})
})

test('a cookie that came as a header goes no further', async () => {
  const { headers } = await passed(sent({ headers: { cookie: { value: 'theme=dark' } }, cookies: {} }))
  expect(headers).not.toHaveProperty('cookie')
})

test('without a domain the name is the distribution', async () => {
  const own = { host: { value: DISTRIBUTION }, origin: { value: `https://${DISTRIBUTION}` } }
  expect(await run('personal', sent({ headers: own }))).toMatchObject({
    headers: { authorization: { value: `Bearer ${TOKEN}` } },
  })
  expect(await run('personal', sent())).toMatchObject({ statusCode: 404 })
})

describe('a cookie becomes nothing', () => {
  const origin = (value: string) => sent({ headers: { origin: { value } } })
  const cookie = (value: string) => sent({ cookies: { '__Host-wardgraph': { value } } })
  test.each<[string, Request]>([
    ['in a GET', sent({ method: 'GET' })],
    ['in a method of another case', sent({ method: 'post' })],
    ['from another site', origin('https://evil.example')],
    ['from a lookalike that ends as we do', origin('https://evil-api.example.org')],
    ['from a lookalike that begins as we do', origin('https://api.example.org.evil.example')],
    ['from below our name', origin('https://x.api.example.org')],
    ['from another port', origin('https://api.example.org:8443')],
    ['over plain HTTP', origin('http://api.example.org')],
    ['from our name in capitals', origin('HTTPS://API.EXAMPLE.ORG')],
    ['from our name with a path', origin('https://api.example.org/')],
    ['from the distribution by its other name', origin(`https://${DISTRIBUTION}`)],
    ['from an opaque origin', origin('null')],
    ['from an empty origin', origin('')],
    ['without an origin', absent('origin')],
    ['from two origins', sent({ headers: { origin: twice('https://api.example.org', 'https://evil.example') } })],
    ['without our header', absent('x-wardgraph')],
    ['with our header empty', sent({ headers: { 'x-wardgraph': { value: '' } } })],
    ['with another value of our header', sent({ headers: { 'x-wardgraph': { value: 'true' } } })],
    ['with our header twice', sent({ headers: { 'x-wardgraph': twice('1', '1') } })],
    ['without a cookie', sent({ cookies: {} })],
    ['where it is empty', cookie('')],
    ['where it comes twice', sent({ cookies: { '__Host-wardgraph': twice(TOKEN, TOKEN) } })],
    ['under a name without its prefix', sent({ cookies: { wardgraph: { value: TOKEN } } })],
    ['under its name in capitals', sent({ cookies: { '__HOST-WARDGRAPH': { value: TOKEN } } })],
    ['with a line break and a header in it', cookie(`${TOKEN}\r\nx-origin-secret: a`)],
    ['with a line break at its end', cookie(`${TOKEN}\n`)],
    ['with a space in it', cookie(`${TOKEN} ${TOKEN}`)],
    ['that is no token', cookie('abc')],
    ['that is a token in five parts', cookie(`${TOKEN}.a.b`)],
  ])('%s', async (_, request) => {
    const { headers, cookies } = await passed(request)
    expect(headers).not.toHaveProperty('authorization')
    expect(cookies).toEqual({})
  })
})

test.each<[string, Partial<Request>]>([
  ['beside a cookie', {}],
  ['of another site', { headers: { origin: { value: 'https://evil.example' } } }],
  ['without a cookie', { cookies: {} }],
  ['in a GET', { method: 'GET' }],
])('an Authorization header %s stays as it is', async (_, change) => {
  const request = sent(change)
  const authorization = { value: 'Bearer another' }
  const { headers, cookies } = await passed({ ...request, headers: { ...request.headers, authorization } })
  expect(headers.authorization).toEqual(authorization)
  expect(cookies).toEqual({})
})

test.each([
  ['once', { value: 'guess' }],
  ['twice', twice('guess', 'other')],
])('the origin secret of a client, sent %s, goes no further', async (_, secret) => {
  const { headers } = await passed(sent({ headers: { 'x-origin-secret': secret } }))
  expect(headers).not.toHaveProperty('x-origin-secret')
})

test.each<[string, Partial<Request>]>([
  ['another path', { uri: '/' }],
  ['a path below', { uri: '/graphql/' }],
  ['a path that is written otherwise', { uri: '/%67raphql' }],
  ['the path in capitals', { uri: '/GRAPHQL' }],
  ['a name that is not ours', { headers: { host: { value: DISTRIBUTION } } }],
])('%s is not found', async (_, change) => {
  const result = await run('production', sent(change))
  expect(result).toMatchObject({ statusCode: 404 })
})
