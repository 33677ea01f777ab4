import { createServer } from 'node:http'

/** One thing that was asked of AWS: `AmazonSSM.GetParameter /sst/bootstrap`, `PUT /sst-state/app/wardgraph/staging.json`. */
export type AwsCall = string

/** Where SST finds its buckets; a version above its own so that it makes nothing anew (sst 4.17.1, Provider.Aws.Bootstrap). */
const BOOTSTRAP = {
  version: 99,
  asset: 'sst-asset',
  state: 'sst-state',
  assetEcrRegistryId: '0',
  assetEcrUrl: '',
  appsyncHttp: '',
  appsyncRealtime: '',
}

/** What the sst process asks of AWS, on loopback: parameters, and a bucket for its state. Everything else is refused. */
export async function startAws(): Promise<{ readonly url: string; readonly calls: readonly AwsCall[]; close(): void }> {
  const calls: AwsCall[] = []
  const parameters = new Map([['/sst/bootstrap', JSON.stringify(BOOTSTRAP)]])
  const objects = new Map<string, Buffer>()
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks)
      const target = request.headers['x-amz-target']
      const { status, text } =
        target === undefined
          ? object(objects, { method: request.method ?? '', path: request.url ?? '', body })
          : parameter(parameters, String(target), JSON.parse(body.toString()))
      const path = (request.url ?? '').replace(/\?.*/, '')
      calls.push(
        target === undefined ? `${request.method} ${path}` : `${target} ${JSON.parse(body.toString()).Name ?? ''}`,
      )
      response.writeHead(status, {
        'content-type': target === undefined ? 'application/xml' : 'application/x-amz-json-1.1',
      })
      response.end(text)
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { url: `http://127.0.0.1:${address.port}`, calls, close: () => server.close() }
}

interface Reply {
  readonly status: number
  readonly text: Buffer | string
}

/** SSM Parameter Store. */
function parameter(parameters: Map<string, string>, target: string, input: { Name: string; Value?: string }): Reply {
  const json = (status: number, value: object) => ({ status, text: JSON.stringify(value) })
  const Value = parameters.get(input.Name)
  if (target === 'AmazonSSM.GetParameter')
    return Value === undefined
      ? json(400, { __type: 'ParameterNotFound' })
      : json(200, { Parameter: { Name: input.Name, Value, Type: 'SecureString' } })
  if (target !== 'AmazonSSM.PutParameter') return json(400, { __type: 'UnknownOperationException' })
  parameters.set(input.Name, input.Value ?? '')
  return json(200, { Version: 1 })
}

/** S3, path-style. */
function object(
  objects: Map<string, Buffer>,
  { method, path, body }: { readonly method: string; readonly path: string; readonly body: Buffer },
): Reply {
  const key = path.replace(/\?.*/, '')
  const found = objects.get(key)
  if (method === 'PUT') objects.set(key, body)
  if (method === 'DELETE') objects.delete(key)
  if (method === 'PUT') return { status: 200, text: '' }
  if (method === 'DELETE') return { status: 204, text: '' }
  if (method === 'GET' && found !== undefined) return { status: 200, text: found }
  return { status: 404, text: '<Error><Code>NoSuchKey</Code></Error>' }
}
