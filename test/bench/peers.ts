import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { GraphQLFieldConfig, GraphQLSchema } from 'graphql'

const FOLDER = import.meta.dirname
const NAMES = ['graphql-shield', 'graphql-middleware', '@graphql-tools/utils']

type Field = GraphQLFieldConfig<unknown, { readonly role: string }>
type Check = (parent: unknown, args: unknown, context: { readonly role: string }) => boolean | Promise<boolean>

/** What is called of the peers; written here because they are installed for a bench only. */
export interface Peers {
  readonly rule: (options: { readonly cache: 'contextual' }) => (check: Check) => unknown
  readonly shield: (rules: Readonly<Record<string, Readonly<Record<string, unknown>>>>) => unknown
  readonly applyMiddleware: (schema: GraphQLSchema, middleware: unknown) => GraphQLSchema
  readonly mapSchema: (
    schema: GraphQLSchema,
    mapper: Readonly<Record<string, (field: Field) => Field | undefined>>,
  ) => GraphQLSchema
  readonly getDirective: (
    schema: GraphQLSchema,
    field: Field,
    name: string,
  ) => readonly Readonly<Record<string, unknown>>[] | undefined
}

const CALLED: readonly (keyof Peers)[] = ['rule', 'shield', 'applyMiddleware', 'mapSchema', 'getDirective']

/** The peers of this folder's lock, installed if they are not there. */
export function loadPeers(): Peers {
  if (!existsSync(join(FOLDER, 'node_modules'))) {
    const { status } = spawnSync('npm', ['ci'], { cwd: FOLDER, stdio: 'ignore' })
    if (status !== 0) throw new Error('npm ci failed in test/bench')
  }
  // CommonJS: as an ES module graphql-shield 7.6.5 does not load in Node 23 and later (`util.isUndefined` is gone).
  const require = createRequire(import.meta.url)
  const modules = NAMES.map((name): Readonly<Record<string, unknown>> => require(name))
  const all = Object.fromEntries(modules.flatMap((module) => Object.entries(module)))
  const missing = CALLED.filter((name) => typeof all[name] !== 'function')
  if (missing.length > 0) throw new Error(`the peers have no ${missing.join(', ')}`)
  return all as unknown as Peers // each of its functions is there
}
