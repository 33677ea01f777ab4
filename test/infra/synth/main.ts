import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Graph } from '../../../stacks/rules/graph.ts'
import { startEngine } from './engine.ts'
import { mockPulumi } from './mocks.ts'

/** `node test/infra/synth/main.ts STAGE OUT.json [--dev]`: evaluates sst.config.ts over SST's components; no AWS, no pulumi. */
const [stage = '', out = ''] = process.argv.slice(2)
const dev = process.argv.includes('--dev')
const root = process.cwd()
const work = join(root, '.sst')
const platform = join(work, 'platform')
const require = createRequire(join(platform, 'package.json'))
const scratch = mkdtempSync(join(platform, 'synth-'))

const bundle = join(scratch, 'bundle')
mkdirSync(bundle)
writeFileSync(join(bundle, 'bundle.mjs'), 'export {}')
process.env.SYNTH_BUNDLE = bundle
const engine = await startEngine()
process.env.SST_SERVER = engine.url

let failed: unknown
// Whatever waits for what was refused waits for ever.
process.on('unhandledRejection', (error) => end(error))
try {
  const config = join(root, 'sst.config.ts')
  const made = await load(`import config from ${JSON.stringify(config)}; export default config;`, 'app', {
    define: { $input: JSON.stringify({ stage }) },
    banner: 'function $config(input) { return input }',
  })
  const app = await made.app({ stage })
  Object.assign(app, { stage, removal: app.removal ?? 'retain', protect: app.protect ?? false })
  const cli = {
    command: dev ? 'dev' : 'deploy',
    dev,
    paths: { home: join(scratch, 'home'), root, work, platform },
    state: { version: {} },
  }
  const { region, defaultTags } = app.providers.aws
  const tags = defaultTags.tags
  const { pulumi, resources } = await mockPulumi(require, { project: app.name, stage, region })
  const run = await load(
    `import { run } from ${JSON.stringify(join(platform, 'src/auto/run.ts'))};
     import config from ${JSON.stringify(config)};
     export default () => run(config.run);`,
    'run',
    {
      define: { $app: JSON.stringify(app), $cli: JSON.stringify(cli), $dev: String(dev) },
      inject: [join(platform, 'src/shim/run.js')],
      globals: providers(),
    },
  )
  await pulumi.runtime.runInPulumiStack(run)
  await settled(resources)
  const graph: Graph = {
    app: { name: app.name, stage, removal: app.removal, protect: app.protect, region, tags },
    // They come as they are ready, which differs from run to run; papers are made of them.
    resources: resources.sort((a, b) => compare(`${a.type} ${a.name}`, `${b.type} ${b.name}`)),
    functions: engine.functions,
  }
  if (failed === undefined) writeFileSync(resolve(root, out), JSON.stringify(graph))
} catch (error) {
  failed ??= error
} finally {
  engine.close()
}
end(failed)

function compare(a: string, b: string): number {
  return a < b ? -1 : 1
}

function end(error: unknown): never {
  rmSync(scratch, { recursive: true, force: true })
  if (error !== undefined) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exit(error === undefined ? 0 : 1)
}

interface Build {
  readonly define: Record<string, string>
  readonly banner?: string
  readonly inject?: string[]
  /** Put before each file of ours: the providers, by their names. */
  readonly globals?: string
}

/** Bundles and imports a program as the sst process does (sst 4.17.1, pkg/js and pkg/project). */
async function load(code: string, name: string, { define, banner = '', inject = [], globals }: Build) {
  const outfile = join(scratch, `${name}.mjs`)
  await require('esbuild').build({
    banner: {
      js: `import { createRequire as topLevelCreateRequire } from 'module'; const require = topLevelCreateRequire(import.meta.url);
import { fileURLToPath as topLevelFileUrlToPath, URL as topLevelURL } from 'url'; const __filename = topLevelFileUrlToPath(import.meta.url);
const __dirname = topLevelFileUrlToPath(new topLevelURL('.', import.meta.url)); ${banner}`,
    },
    mainFields: ['module', 'main'],
    format: 'esm',
    platform: 'node',
    stdin: { contents: code, resolveDir: root, sourcefile: 'eval.ts', loader: 'ts' },
    nodePaths: [join(platform, 'node_modules')],
    plugins: globals === undefined ? [] : [ours(globals)],
    external: [
      '@pulumi/*',
      'undici',
      '@pulumiverse/*',
      '@sst-provider/*',
      '@aws-sdk/*',
      'esbuild',
      'archiver',
      'glob',
      'vite',
    ],
    define,
    inject,
    outfile,
    bundle: true,
    logLevel: 'error',
  })
  return (await import(pathToFileURL(outfile).href)).default
}

function ours(globals: string) {
  return {
    name: 'globals',
    setup(build: { onLoad(at: { filter: RegExp }, load: (file: { path: string }) => object | undefined): void }) {
      build.onLoad({ filter: /\.(js|ts)$/ }, ({ path }) =>
        path.startsWith(work)
          ? undefined
          : { contents: `${globals}\n${readFileSync(path, 'utf8')}`, loader: 'default' },
      )
    },
  }
}

function providers(): string {
  const lock: { alias: string; package: string }[] = JSON.parse(readFileSync(join(work, 'provider-lock.json'), 'utf8'))
  return [
    ...lock.map(({ alias, package: name }) => `import * as ${alias} from "${name}";`),
    `import * as sst from ${JSON.stringify(join(platform, 'src/components'))};`,
  ].join('\n')
}

/** Registration goes on after the program has returned: until nothing more came for a while. */
async function settled(resources: readonly unknown[]): Promise<void> {
  for (let seen = -1; seen !== resources.length; ) {
    seen = resources.length
    for (let turn = 0; turn < 500; turn += 1) await new Promise((next) => setImmediate(next))
    await new Promise((next) => setTimeout(next, 150))
  }
}
