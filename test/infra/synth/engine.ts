import { createServer } from 'node:http'
import type { Graph } from '../../../stacks/rules/graph.ts'

/** What the sst process answers to its components while they are evaluated, on loopback. */
export async function startEngine(): Promise<{
  readonly url: string
  readonly functions: Graph['functions'][number][]
  close(): void
}> {
  const functions: Graph['functions'][number][] = []
  const answers: Record<string, (of: { functionID: string; handler: string }) => object> = {
    'Provider.Aws.Bootstrap': () => ({
      asset: 'sst-asset',
      state: 'sst-state',
      assetEcrRegistryId: '0',
      assetEcrUrl: '',
      appsyncHttp: '',
      appsyncRealtime: '',
    }),
    'Provider.Aws.Appsync': () => ({ http: '', realtime: '' }),
    'Runtime.Build': (of) => {
      functions.push({ functionID: of.functionID, handler: of.handler })
      return { handler: 'bundle.handler', out: process.env.SYNTH_BUNDLE, errors: [], sourcemaps: [] }
    },
    'Runtime.AddTarget': (of) => {
      functions.push({ functionID: of.functionID, handler: of.handler })
      return {}
    },
  }
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      const { method, params } = JSON.parse(body)
      const found = answers[method]
      response.end(JSON.stringify(found ? { result: found(params[0]) } : { error: `rpc: can't find ${method}` }))
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { url: `http://127.0.0.1:${address.port}`, functions, close: () => server.close() }
}
