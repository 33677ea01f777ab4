import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What esbuild asks of a plugin, as sst 4.17.1 hands it on: filters are not looked at, there is no `build.resolve`. */
interface Import {
  readonly path: string
  readonly importer: string
  readonly kind: string
}
interface Plugin {
  readonly name: string
  setup(build: {
    onResolve(at: { readonly filter: RegExp }, answer: (asked: Import) => { readonly path: string } | undefined): void
  }): void
}

const here = (file: string) => join(import.meta.dirname, file)
const apollo = dirname(fileURLToPath(import.meta.resolve('@apollo/server')))

const SWITCHED_OFF = ['cacheControl', 'inlineTrace', 'landingPage/default', 'schemaReporting', 'usageReporting'].map(
  (name) => `./plugin/${name}/index.js`,
)

/** Where an import leads to in a bundle, where that is elsewhere than in Node. */
const ELSEWHERE: readonly { readonly when: (asked: Import) => boolean; readonly to: string }[] = [
  // The integration is CommonJS and would bring a second Apollo, and that a second graphql; it needs this class alone.
  {
    when: ({ path, importer }) => path === '@apollo/server' && importer.includes('@as-integrations'),
    to: join(apollo, 'utils/HeaderMap.js'),
  },
  // Plugins that Apollo loads where they are not switched off; packages/api/src/server.ts switches each off.
  { when: ({ path, kind }) => kind === 'dynamic-import' && SWITCHED_OFF.includes(path), to: here('leftOut.ts') },
  // It asks the whole of graphql whether it is version 17, so that none of it could be left out.
  { when: ({ path, kind }) => path === 'graphql' && kind === 'dynamic-import', to: here('nothing.ts') },
  { when: ({ path }) => path === '@apollo/utils.createhash', to: here('createHash.ts') },
  // Apollo is handed a schema and makes none.
  { when: ({ path }) => path === '@graphql-tools/schema', to: here('schemaTools.ts') },
  // To import it reads every name that it has, one of which loads undici: a tenth of a cold start.
  { when: ({ path, kind }) => path === 'node:http' && kind === 'dynamic-import', to: here('nodeHttp.ts') },
  // For operations that answer with a stream of events; none is called.
  {
    when: ({ path, kind }) => path === '@smithy/core/event-streams' && kind === 'dynamic-import',
    to: here('leftOut.ts'),
  },
  // A function's credentials are in its environment; other ways to them only lead to somebody else's.
  { when: ({ path }) => path === '@aws-sdk/credential-provider-node', to: here('credentials.ts') },
]

const plugins: readonly Plugin[] = [
  {
    name: 'elsewhere',
    setup(build) {
      build.onResolve({ filter: /.*/ }, (asked) => {
        const found = ELSEWHERE.find(({ when }) => when(asked))
        return found && { path: found.to }
      })
    },
  },
]

/** Read by sst from the file that stacks/functions.ts names. */
export default plugins
