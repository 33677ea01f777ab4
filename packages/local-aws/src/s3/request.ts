import type { IncomingMessage } from 'node:http'
import { credentialOf } from '../sts/sessions.ts'
import { refusal } from './refusal.ts'
import { isXmlText } from './xml.ts'

/** A request with what the path, the query and the headers say; `key` is empty where a bucket is meant. */
export interface S3Request {
  readonly method: string
  /** What it is signed with; undefined where that is not said. */
  readonly accessKeyId: string | undefined
  readonly bucket: string
  readonly key: string
  readonly query: ReadonlyMap<string, string>
  readonly headers: ReadonlyMap<string, string>
  readonly body: AsyncIterable<Buffer>
}

const algorithm = 'AWS4-HMAC-SHA256'
const signing = ['algorithm', 'content-sha256', 'credential', 'date', 'expires', 'security-token', 'signature']
const signingParameters = new Set([...signing, 'signedheaders'].map((name) => `x-amz-${name}`))
const longestKey = 1024
const longestExpiry = 7 * 24 * 60 * 60

/**
 * Reads a path-style request that is signed, or presigned to read; whose signature it is is not looked at.
 * A web page cannot send the header, so that it reads and writes nothing here.
 * @throws ServiceException AccessDenied, InvalidURI and others
 */
export function readRequest(message: IncomingMessage, now: number): S3Request {
  const { method = '', url = '' } = message
  const [path = '', ...search] = url.split('?')
  const query = readQuery(search.join('?'))
  const headers = new Map(Object.entries(message.headers).map(([name, value]) => [name, String(value)]))
  const signed = headers.get('authorization')?.startsWith(`${algorithm} `) ?? false
  const presigned = signed ? undefined : readPresigned(method, query, now)
  return {
    method,
    accessKeyId: signed ? credentialOf(headers.get('authorization'))?.accessKeyId : presigned?.accessKeyId,
    ...readPath(path),
    query: presigned?.query ?? query,
    headers: new Map([...headers, ...(presigned?.headers ?? [])]),
    // An iteration that ends early would otherwise close the connection before the refusal is sent.
    body: { [Symbol.asyncIterator]: () => message.iterator({ destroyOnReturn: false }) },
  }
}

/** No `URL` here: it would take `..` in a key for a step upwards. */
function readPath(path: string): { bucket: string; key: string } {
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(decode(path)) ?? []
  if (Buffer.byteLength(key) > longestKey) throw refusal('KeyTooLongError')
  if (!isXmlText(key)) throw refusal('NotImplemented')
  return { bucket, key }
}

function readQuery(search: string): ReadonlyMap<string, string> {
  const query = new Map<string, string>()
  for (const pair of search.split('&').filter((it) => it !== '')) {
    const [name = '', ...value] = pair.split('=')
    if (query.has(decode(name))) throw refusal('InvalidArgument')
    query.set(decode(name), decode(value.join('=')))
  }
  if (![...query].flat().every(isXmlText)) throw refusal('NotImplemented')
  return query
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw refusal('InvalidURI')
  }
}

/** Query parameters `x-amz-*` of a presigned request that are no part of the signature are headers. */
function readPresigned(method: string, query: ReadonlyMap<string, string>, now: number) {
  const signature = new Map([...query].map(([name, value]) => [name.toLowerCase(), value]))
  if (signature.get('x-amz-algorithm') !== algorithm || !signature.has('x-amz-signature')) throw refusal('AccessDenied')
  if (method !== 'GET' && method !== 'HEAD') throw refusal('NotImplemented')
  const signedAt = Date.parse(String(signature.get('x-amz-date')).replace(dateParts, '$1-$2-$3T$4:$5:$6Z'))
  const seconds = Number(signature.get('x-amz-expires'))
  if (Number.isNaN(signedAt) || !(seconds >= 1 && seconds <= longestExpiry)) throw refusal('InvalidArgument')
  if (now > signedAt + seconds * 1000) throw refusal('AccessDenied', 'Request has expired')
  const others = [...query].filter(([name]) => !signingParameters.has(name.toLowerCase()))
  const isHeader = ([name]: readonly [string, string]) => /^x-amz-/i.test(name)
  return {
    accessKeyId: signature.get('x-amz-credential')?.split('/')[0],
    headers: others.filter(isHeader).map(([name, value]) => [name.toLowerCase(), value] as const),
    query: new Map(others.filter((pair) => !isHeader(pair))),
  }
}

const dateParts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/
